/* Opens, makes, renames and removes files in the directory it is given. */
#include "act.h"
#include <linux/openat2.h>

int main(int argc, char **argv)
{
	chdir(argv[1]);
	umask(0);
	long a = DO("file", SYS_openat, AT_FDCWD, "a", O_CREAT | O_RDWR | O_TRUNC, 0640);
	long directory = DO("directory", SYS_openat, AT_FDCWD, argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	DO("openat", SYS_openat, directory, "b", O_CREAT | O_WRONLY | O_APPEND | O_EXCL, 04711);
	DO("openat_failed", SYS_openat, 999, "b", O_RDWR, 0);
	struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	DO("openat2", SYS_openat2, directory, "a", &how, sizeof(how));
	DO("openat2_failed", SYS_openat2, directory, "../a", &how, sizeof(how));
	DO("symlinkat_near", SYS_symlinkat, "b", AT_FDCWD, "to_b");
	DO("open_symlink", SYS_openat, AT_FDCWD, "./../", O_PATH, 0);
	DO("open_through", SYS_openat, AT_FDCWD, "to_b", O_RDONLY, 0);
	DO("symlinkat", SYS_symlinkat, "a", directory, "to_c");
	DO("linkat", SYS_linkat, directory, "to_c", AT_FDCWD, "a_again", AT_SYMLINK_FOLLOW);
	DO("mkdirat", SYS_mkdirat, directory, "e", 0711);
	DO("mknodat", SYS_mknodat, directory, "plain", 0600, 0);
	DO("fchownat", SYS_fchownat, directory, "plain", 12, 34, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
	DO("fchmod", SYS_fchmod, a, 0600);
	DO("fchmodat", SYS_fchmodat, directory, "b", 0777);
	char buffer[200];

	DO("pwrite", SYS_pwrite64, a, "some data", 9, 100);
	DO("pwrite_failed", SYS_pwrite64, 999, "lost data", 9, 0);
	DO("pread", SYS_pread64, a, buffer, sizeof(buffer), 100);
	DO("pread_long", SYS_pread64, a, buffer, sizeof(buffer), 0);
	DO("pread_failed", SYS_pread64, 999, buffer, sizeof(buffer), 7);
	DO("dup", SYS_dup, a);
	DO("dup_failed", SYS_dup, 999);
	DO("dup3", SYS_dup3, a, 51, O_CLOEXEC);
	DO("renameat", SYS_renameat, directory, "a", AT_FDCWD, "a3");
	DO("renameat2", SYS_renameat2, AT_FDCWD, "a3", directory, "a4", 1);
	DO("chdir", SYS_chdir, "e");
	DO("chdir_failed", SYS_chdir, "none");
	DO("fchdir", SYS_fchdir, directory);
	DO("fchdir_failed", SYS_fchdir, a);
	DO("unlinkat", SYS_unlinkat, directory, "e", AT_REMOVEDIR);
	DO("unlinkat_file", SYS_unlinkat, AT_FDCWD, "a4", 0);
	DO("reopen_unlinked", SYS_openat, AT_FDCWD, "/proc/self/fd/51", O_RDONLY, 0);
	DO("memfd", SYS_memfd_create, "code", 1);
	struct { struct file_handle handle; char bytes[128]; } handle = { .handle.handle_bytes = 128 };
	int mount_id;
	name_to_handle_at(AT_FDCWD, "b", &handle.handle, &mount_id, 0);
	DO("open_by_handle_at", SYS_open_by_handle_at, directory, &handle, O_RDWR);
	return 0;
}
