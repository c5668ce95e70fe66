/* Names made, changed, asked about and removed. */
#include "act.h"
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

static int here, file;

static void made(const char *whole)
{
	CASE((SYS_mkdirat, here, "sub", 0755), "res=0 dirfd=%d path=sub mode=0755", here);
	CASE((SYS_mkdirat, AT_FDCWD, "./sub/sub/", 01777), "res=0 dirfd=AT_FDCWD path=./sub/sub/ mode=01777");
	CASE((SYS_mkdirat, CLOSED, whole, 0), "res=-EEXIST dirfd=999 path=%s mode=0", whole);
	CASE((SYS_mkdirat, here, "none/sub", 0700), "res=-ENOENT dirfd=%d path=none/sub mode=0700", here);
	CASE((SYS_mkdirat, file, "sub", 0700), "res=-ENOTDIR dirfd=%d path=sub mode=0700", file);
	CASE((SYS_mkdirat, AT_FDCWD, NULL, 0700), "res=-EFAULT dirfd=AT_FDCWD path=(null) mode=0700");

	CASE((SYS_mknodat, here, "fifo", S_IFIFO | 0640, 0), "res=0 dirfd=%d path=fifo mode=S_IFIFO|S_IRUSR|S_IWUSR|S_IRGRP dev=0", here);
	CASE((SYS_mknodat, AT_FDCWD, "socket", S_IFSOCK | 0777, 0), "res=0 dirfd=AT_FDCWD path=socket mode=S_IFSOCK|0777 dev=0");
	CASE((SYS_mknodat, AT_FDCWD, "null", S_IFCHR | 0666, makedev(1, 3)), "res=0 dirfd=AT_FDCWD path=null mode=S_IFCHR|0666 dev=259");
	CASE((SYS_mknodat, AT_FDCWD, "disk", S_IFBLK | 0600, makedev(7, 200)), "res=0 dirfd=AT_FDCWD path=disk mode=S_IFBLK|0600 dev=1992");
	CASE((SYS_mknodat, AT_FDCWD, "plain", 0640, 0), "res=0 dirfd=AT_FDCWD path=plain mode=S_IFREG|0640 dev=0");
	CASE((SYS_mknodat, AT_FDCWD, "plain", S_IFREG | S_ISUID, 0), "res=-EEXIST dirfd=AT_FDCWD path=plain mode=S_IFREG|S_ISUID dev=0");
	CASE((SYS_mknodat, AT_FDCWD, "sub2", S_IFDIR | 0700, 0), "res=-EPERM dirfd=AT_FDCWD path=sub2 mode=040700 dev=0");
	CASE((SYS_mknodat, AT_FDCWD, NULL, S_IFIFO, 5), "res=-EFAULT dirfd=AT_FDCWD path=(null) mode=S_IFIFO dev=5");
}

static void linked(const char *whole)
{
	CASE((SYS_symlinkat, "file", here, "soft"), "res=0 target=file linkdirfd=%d linkpath=soft", here);
	CASE((SYS_symlinkat, "/nowhere/at all", AT_FDCWD, "dangling"), "res=0 target=/nowhere/at all linkdirfd=AT_FDCWD linkpath=dangling");
	CASE((SYS_symlinkat, "", AT_FDCWD, "empty"), "res=-ENOENT target= linkdirfd=AT_FDCWD linkpath=empty");
	CASE((SYS_symlinkat, "file", AT_FDCWD, "soft"), "res=-EEXIST target=file linkdirfd=AT_FDCWD linkpath=soft");
	CASE((SYS_symlinkat, NULL, AT_FDCWD, NULL), "res=-EFAULT target=(null) linkdirfd=AT_FDCWD linkpath=(null)");

	CASE((SYS_linkat, here, "file", here, "hard", 0), "res=0 olddir=%d oldpath=file newdir=%d newpath=hard flags=0", here, here);
	CASE((SYS_linkat, file, "", AT_FDCWD, "hard2", AT_EMPTY_PATH), "res=0 olddir=%d oldpath= newdir=AT_FDCWD newpath=hard2 flags=AT_EMPTY_PATH", file);
	CASE((SYS_linkat, AT_FDCWD, "soft", CLOSED, whole, AT_SYMLINK_FOLLOW), "res=-EEXIST olddir=AT_FDCWD oldpath=soft newdir=999 newpath=%s flags=AT_SYMLINK_FOLLOW", whole);
	CASE((SYS_linkat, AT_FDCWD, "sub", AT_FDCWD, "sub3", 0), "res=-EPERM olddir=AT_FDCWD oldpath=sub newdir=AT_FDCWD newpath=sub3 flags=0");
	CASE((SYS_linkat, AT_FDCWD, "file", AT_FDCWD, "/dev/null/x", 0), "res=-ENOTDIR olddir=AT_FDCWD oldpath=file newdir=AT_FDCWD newpath=/dev/null/x flags=0");
	CASE((SYS_linkat, AT_FDCWD, "file", AT_FDCWD, "hard3", 0x80), "res=-EINVAL olddir=AT_FDCWD oldpath=file newdir=AT_FDCWD newpath=hard3 flags=0");
	CASE((SYS_linkat, AT_FDCWD, NULL, here, NULL, 0), "res=-EFAULT olddir=AT_FDCWD oldpath=(null) newdir=%d newpath=(null) flags=0", here);
}

static void changed(void)
{
	CASE((SYS_fchmodat, here, "file", 0640), "res=0 dirfd=%d filename=file mode=S_IRUSR|S_IWUSR|S_IRGRP", here);
	CASE((SYS_fchmodat, AT_FDCWD, "sub", 07777), "res=0 dirfd=AT_FDCWD filename=sub mode=07777");
	CASE((SYS_fchmodat, AT_FDCWD, "dangling", 0), "res=-ENOENT dirfd=AT_FDCWD filename=dangling mode=0");
	CASE((SYS_fchmodat, AT_FDCWD, NULL, S_ISVTX), "res=-EFAULT dirfd=AT_FDCWD filename=(null) mode=S_ISVTX");
	CASE((SYS_fchmod, file, S_ISUID | S_ISGID | 0711), "res=0 fd=%d mode=S_ISUID|S_ISGID|0711", file);
	CASE((SYS_fchmod, here, 0755), "res=0 fd=%d mode=0755", here);
	CASE((SYS_fchmod, -1, 0755), "res=-EBADF fd=-1 mode=0755");

	CASE((SYS_fchownat, here, "file", 1000, 1001, 0), "res=0 dirfd=%d pathname=file uid=1000 gid=1001 flags=0", here);
	CASE((SYS_fchownat, AT_FDCWD, "soft", -1, 7, AT_SYMLINK_NOFOLLOW), "res=0 dirfd=AT_FDCWD pathname=soft uid=0xffffffff gid=7 flags=0");
	CASE((SYS_fchownat, file, "", 8, -1, AT_EMPTY_PATH), "res=0 dirfd=%d pathname= uid=8 gid=0xffffffff flags=AT_EMPTY_PATH", file);
	CASE((SYS_fchownat, AT_FDCWD, "none", 0, 0, 0), "res=-ENOENT dirfd=AT_FDCWD pathname=none uid=0 gid=0 flags=0");
	CASE((SYS_fchownat, AT_FDCWD, "file", 0, 0, 1), "res=-EINVAL dirfd=AT_FDCWD pathname=file uid=0 gid=0 flags=0");
	CASE((SYS_fchownat, AT_FDCWD, NULL, 3, 4, 0), "res=-EFAULT dirfd=AT_FDCWD pathname=(null) uid=3 gid=4 flags=0");
	CASE((SYS_fchown, file, -1, -1), "res=0 fd=%d uid=0xffffffff gid=0xffffffff", file);
	CASE((SYS_fchown, here, 0, 4000000000u), "res=0 fd=%d uid=0 gid=4000000000", here);
	CASE((SYS_fchown, -1, 0, 0), "res=-EBADF fd=-1 uid=0 gid=0");
}

static void asked(const char *whole)
{
	struct stat status;
	char bytes[4096];
	unsigned long readable;

	CASE((SYS_newfstatat, AT_FDCWD, "soft", &status, 0), "res=0 dirfd=AT_FDCWD path=soft flags=0");
	CASE((SYS_newfstatat, file, "", &status, AT_EMPTY_PATH), "res=0 dirfd=%d path= flags=AT_EMPTY_PATH", file);
	CASE((SYS_newfstatat, CLOSED, whole, &status, AT_NO_AUTOMOUNT), "res=0 dirfd=999 path=%s flags=AT_NO_AUTOMOUNT", whole);
	CASE((SYS_newfstatat, here, "dangling", &status, 0), "res=-ENOENT dirfd=%d path=dangling flags=0", here);
	CASE((SYS_newfstatat, AT_FDCWD, "file", NULL, AT_SYMLINK_NOFOLLOW), "res=-EFAULT dirfd=AT_FDCWD path=file flags=AT_SYMLINK_NOFOLLOW");
	CASE((SYS_newfstatat, AT_FDCWD, "file", &status, 0x40), "res=-EINVAL dirfd=AT_FDCWD path=file flags=0");
	CASE((SYS_fstat, here, &status), "res=0 fd=%d", here);
	CASE((SYS_fstat, -1, &status), "res=-EBADF fd=-1");
	CASE((SYS_fstat, file, NULL), "res=-EFAULT fd=%d", file);
	CASE((SYS_getdents64, here, bytes, 8), "res=-EINVAL fd=%d", here);
	CASE((SYS_getdents64, here, bytes, sizeof(bytes)), "res=@ fd=%d", here);
	CASE((SYS_getdents64, file, bytes, sizeof(bytes)), "res=-ENOTDIR fd=%d", file);
	CASE((SYS_flock, file, LOCK_SH | LOCK_NB), "res=0 fd=%d operation=LOCK_SH|LOCK_NB", file);
	CASE((SYS_flock, file, LOCK_UN), "res=0 fd=%d operation=LOCK_UN", file);
	CASE((SYS_flock, file, 0), "res=-EINVAL fd=%d operation=LOCK_NONE", file);
	CASE((SYS_flock, -1, LOCK_EX | LOCK_NB), "res=-EBADF fd=-1 operation=LOCK_EX|LOCK_NB");
	CASE((SYS_ioctl, file, FIOCLEX, 0), "res=0 fd=%d request=%u argument=0", file, FIOCLEX);
	CASE((SYS_ioctl, file, FIONREAD, &readable), "res=0 fd=%d request=%u argument=%lu", file, FIONREAD, (unsigned long)&readable);
	CASE((SYS_ioctl, file, 0xffffffffffff1234, -1L), "res=-ENOTTY fd=%d request=0xffffffffffff1234 argument=0xffffffffffffffff", file);
	CASE((SYS_ioctl, -1, TCGETS, 5L), "res=-EBADF fd=-1 request=%u argument=5", TCGETS);
	CASE((SYS_lseek, file, 4096, SEEK_SET), "res=4096 fd=%d offset=4096 whence=SEEK_SET", file);
	CASE((SYS_lseek, file, -96L, SEEK_CUR), "res=4000 fd=%d offset=0xffffffffffffffa0 whence=SEEK_CUR", file);
	CASE((SYS_lseek, file, -4001L, SEEK_CUR), "res=-EINVAL fd=%d offset=-4001 whence=SEEK_CUR", file);
	CASE((SYS_lseek, file, 1L << 40, SEEK_SET), "res=%ld fd=%d offset=0x10000000000 whence=SEEK_SET", 1L << 40, file);
	CASE((SYS_lseek, file, 0, 99), "res=-EINVAL fd=%d offset=0 whence=0", file);
	CASE((SYS_lseek, STDOUT_FILENO, 0, SEEK_CUR), "res=-ESPIPE fd=1 offset=0 whence=SEEK_CUR");
}

static void walked(const char *directory)
{
	char path[4096];

	CASE((SYS_chdir, "sub"), "res=0 path=sub");
	CASE((SYS_getcwd, path, sizeof(path)), "res=@ path=%s/sub", directory);
	CASE((SYS_getcwd, path, 3), "res=-ERANGE path=(null)");
	CASE((SYS_getcwd, NULL, sizeof(path)), "res=-EFAULT path=(null)");
	CASE((SYS_chdir, ".."), "res=0 path=..");
	CASE((SYS_chdir, directory), "res=0 path=%s", directory);
	CASE((SYS_chdir, ""), "res=-ENOENT path=");
	CASE((SYS_chdir, "plain"), "res=-ENOTDIR path=plain");
	CASE((SYS_chdir, NULL), "res=-EFAULT path=(null)");
	CASE((SYS_fchdir, here), "res=0 fd=%d", here);
	CASE((SYS_fchdir, -1), "res=-EBADF fd=-1");
	CASE((SYS_chroot, "sub"), "res=0 path=sub");
	CASE((SYS_chroot, "plain"), "res=-ENOTDIR path=plain");
	CASE((SYS_chroot, NULL), "res=-EFAULT path=(null)");
}

static void removed(const char *whole)
{
	CASE((SYS_renameat, here, "hard", AT_FDCWD, "sub/hard"), "res=0 olddirfd=%d oldpath=hard newdirfd=AT_FDCWD newpath=sub/hard", here);
	CASE((SYS_renameat, CLOSED, whole, here, "whole"), "res=0 olddirfd=999 oldpath=%s newdirfd=%d newpath=whole", whole, here);
	CASE((SYS_renameat, AT_FDCWD, "none", AT_FDCWD, "x"), "res=-ENOENT olddirfd=AT_FDCWD oldpath=none newdirfd=AT_FDCWD newpath=x");
	CASE((SYS_renameat, AT_FDCWD, "whole", AT_FDCWD, "/dev/x"), "res=-EXDEV olddirfd=AT_FDCWD oldpath=whole newdirfd=AT_FDCWD newpath=/dev/x");
	CASE((SYS_renameat, AT_FDCWD, "sub", AT_FDCWD, "sub/x"), "res=-EINVAL olddirfd=AT_FDCWD oldpath=sub newdirfd=AT_FDCWD newpath=sub/x");
	CASE((SYS_renameat, AT_FDCWD, NULL, AT_FDCWD, NULL), "res=-EFAULT olddirfd=AT_FDCWD oldpath=(null) newdirfd=AT_FDCWD newpath=(null)");
	CASE((SYS_renameat2, here, "whole", here, "soft", 2), "res=0 olddirfd=%d oldpath=whole newdirfd=%d newpath=soft flags=RENAME_EXCHANGE", here, here);
	CASE((SYS_renameat2, AT_FDCWD, "whole", AT_FDCWD, "file", 0), "res=0 olddirfd=AT_FDCWD oldpath=whole newdirfd=AT_FDCWD newpath=file flags=0");
	CASE((SYS_renameat2, AT_FDCWD, "file", AT_FDCWD, "soft", 1), "res=-EEXIST olddirfd=AT_FDCWD oldpath=file newdirfd=AT_FDCWD newpath=soft flags=RENAME_NOREPLACE");
	CASE((SYS_renameat2, AT_FDCWD, "file", AT_FDCWD, "soft", 3), "res=-EINVAL olddirfd=AT_FDCWD oldpath=file newdirfd=AT_FDCWD newpath=soft flags=RENAME_NOREPLACE|RENAME_EXCHANGE");
	CASE((SYS_renameat2, CLOSED, NULL, AT_FDCWD, "soft", 4), "res=-EFAULT olddirfd=999 oldpath=(null) newdirfd=AT_FDCWD newpath=soft flags=RENAME_WHITEOUT");

	CASE((SYS_unlinkat, here, "file", 0), "res=0 dirfd=%d name=file flags=0", here);
	CASE((SYS_unlinkat, AT_FDCWD, "sub/sub", AT_REMOVEDIR), "res=0 dirfd=AT_FDCWD name=sub/sub flags=AT_REMOVEDIR");
	CASE((SYS_unlinkat, AT_FDCWD, "sub", AT_REMOVEDIR), "res=-ENOTEMPTY dirfd=AT_FDCWD name=sub flags=AT_REMOVEDIR");
	CASE((SYS_unlinkat, AT_FDCWD, "sub", 0), "res=-EISDIR dirfd=AT_FDCWD name=sub flags=0");
	CASE((SYS_unlinkat, AT_FDCWD, "fifo", AT_REMOVEDIR), "res=-ENOTDIR dirfd=AT_FDCWD name=fifo flags=AT_REMOVEDIR");
	CASE((SYS_unlinkat, AT_FDCWD, "fifo", 0x4000), "res=-EINVAL dirfd=AT_FDCWD name=fifo flags=0");
	CASE((SYS_unlinkat, AT_FDCWD, NULL, 0), "res=-EFAULT dirfd=AT_FDCWD name=(null) flags=0");
}

int main(int argc, char **argv)
{
	char whole[4096];

	work_in(argv[1]);
	sprintf(whole, "%s/file", argv[1]);
	file = open("file", O_RDWR | O_CREAT, 0600);
	here = open(".", O_RDONLY | O_DIRECTORY);
	made(whole);
	linked(whole);
	changed();
	asked(whole);
	removed(whole);
	walked(argv[1]);
	return 0;
}
