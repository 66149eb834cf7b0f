#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace galera_initiator {

/// Whether a link may stand in the place of a file. Only where nobody but root can have put it there.
enum class Links { refused, followed };

/// Reads a regular file whole.
/// @returns nothing if there is no such file
/// @throws SystemError if it cannot be read, Error if it is larger than limit bytes or not a regular file
std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t limit = std::size_t{64} * 1024,
                                     Links links = Links::refused);

/// Writes a file so that after a power cut either the old or the new content is there, whole: unfinished copy
/// (".NAME.new-XXXXXX") in the same folder, fsync, rename, fsync of the folder. An existing link is replaced, not
/// followed. First removes the unfinished copies that writers left who were killed.
/// @throws SystemError; either the old or the new content is there then, and no unfinished copy
void write_file_atomically(const std::filesystem::path& path, std::string_view content, mode_t mode = 0644);

/// What is in a folder, in no order. @returns nothing if there is no such folder. @throws SystemError
std::vector<std::filesystem::directory_entry> list_folder(const std::filesystem::path& folder);

/// The same, and nothing where it is no folder or this process's effective user may not look into it.
/// @throws SystemError
std::vector<std::filesystem::directory_entry> list_readable_folder(const std::filesystem::path& folder);

/// May this process's effective user not read it? False also if there is none.
bool is_denied(const std::filesystem::path& path);

/// Removes the unfinished copies of a file that writers left who were killed; not those that a writer is still at. A
/// copy harms nobody, so one that cannot be removed waits for another time.
void remove_unfinished_copies(const std::filesystem::path& path);

/// Has another program begun to write this file anew, in a copy beside it ("NAME.XXXXXX", mkstemp(3)), and not
/// finished? A copy that is older than the file is of an earlier time.
/// @throws SystemError
bool has_newer_copy(const std::filesystem::path& path);

/// Of the folder itself, whatever is in it: its inode, and where the file system tells that, when it was made: the top
/// folders of two file systems have the same inode. So what is mounted there has another mark than what lies below.
/// Empty if there is none. Source: statx(2). @throws SystemError
std::string mark_of_folder(const std::filesystem::path& path);

/// Of a file, wherever it was moved: its mark, as of a folder, and when it was last written, with a space between them.
/// A copy is another file, and one that was written into this one is of another time. Empty if there is none.
/// Source: statx(2). @throws SystemError
std::string print_of_file(const std::filesystem::path& path);

/// Are these two marks of one folder, or of one file, by as much as both tell? An older version knew the inode only,
/// and a kernel need not tell more.
bool are_marks_of_one(const std::string& mark, const std::string& other);

/// Removes a file and its unfinished copies, the file durably. @returns whether there was one. @throws SystemError
bool remove_file(const std::filesystem::path& path);

/// Makes what a file is, or a folder's list of names, outlast a power cut; nothing where there is none.
/// @throws SystemError
void synchronise(const std::filesystem::path& path);

} // namespace galera_initiator
