/* Files opened in all ways, and the descriptors of them copied, changed and closed. */
#include "act.h"
#include <linux/close_range.h>
#include <linux/openat2.h>
#include <sys/sysmacros.h>

#define OPENAT(directory, path, flags, mode, result, told)								\
	CASE((SYS_openat, directory, path, flags, mode), "fd=" result " dirfd=%d name=%s flags=" told " dev=0x%llx ino=%llu",	\
	     (int)(directory), path, device_of(outcome), inode_of(outcome))

static void by_name(int directory, const char *whole)
{
	static char longest[5000];

	OPENAT(AT_FDCWD, "file", O_RDONLY, 0, "@", "O_RDONLY mode=0");
	OPENAT(AT_FDCWD, "file", O_WRONLY | O_APPEND, 0, "@", "O_WRONLY|O_APPEND mode=0");
	OPENAT(AT_FDCWD, "file", O_RDWR | O_TRUNC, 0, "@", "O_RDWR|O_TRUNC mode=0");
	OPENAT(AT_FDCWD, "file", O_RDONLY | O_CREAT, 0777, "@", "O_RDONLY|O_CREAT mode=0777");
	OPENAT(AT_FDCWD, "file", O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0777, "@", "O_RDONLY|O_NONBLOCK|O_CLOEXEC mode=0");
	OPENAT(AT_FDCWD, "file", O_WRONLY | O_DSYNC, 0, "@", "O_WRONLY|O_DSYNC mode=0");
	OPENAT(AT_FDCWD, "file", O_WRONLY | O_SYNC, 0, "@", "O_WRONLY|O_DSYNC|O_SYNC mode=0");
	OPENAT(directory, "file", O_PATH, 0, "@", "O_RDONLY mode=0");
	OPENAT(AT_FDCWD, "./../here/file", O_RDONLY, 0, "@", "O_RDONLY mode=0");
	OPENAT(CLOSED, whole, O_RDONLY, 0, "@", "O_RDONLY mode=0");
	OPENAT(directory, ".", O_RDONLY | O_DIRECTORY, 0, "@", "O_RDONLY|O_DIRECTORY mode=0");
	OPENAT(directory, "made", O_RDWR | O_CREAT | O_EXCL, 06750, "@", "O_RDWR|O_CREAT|O_EXCL|O_F_CREATED mode=06750");
	OPENAT(directory, ".", O_RDWR | O_TMPFILE, 0600, "@", "O_RDWR|O_DIRECTORY|O_TMPFILE mode=0600");
	OPENAT(AT_FDCWD, "/dev/null", O_WRONLY, 0, "@", "O_WRONLY mode=0");
	OPENAT(AT_FDCWD, "a name with spaces \xc3\xa4", O_WRONLY | O_CREAT, 0600, "@", "O_WRONLY|O_CREAT|O_F_CREATED mode=0600");
	OPENAT(CLOSED, "file", O_RDONLY, 0, "-EBADF", "O_RDONLY mode=0");
	OPENAT(directory, "made", O_RDWR | O_CREAT | O_EXCL, 0640, "-EEXIST", "O_RDWR|O_CREAT|O_EXCL mode=0640");
	OPENAT(AT_FDCWD, "file/none", O_RDONLY, 0, "-ENOTDIR", "O_RDONLY mode=0");
	OPENAT(AT_FDCWD, "file", O_RDONLY | O_DIRECTORY, 0, "-ENOTDIR", "O_RDONLY|O_DIRECTORY mode=0");
	OPENAT(AT_FDCWD, ".", O_RDWR, 0, "-EISDIR", "O_RDWR mode=0");
	OPENAT(AT_FDCWD, "circle", O_RDONLY, 0, "-ELOOP", "O_RDONLY mode=0");
	OPENAT(AT_FDCWD, "", O_RDONLY, 0, "-ENOENT", "O_RDONLY mode=0");
	CASE((SYS_openat, AT_FDCWD, NULL, O_RDWR, 0), "fd=-EFAULT dirfd=AT_FDCWD name=(null) flags=O_RDWR mode=0 dev=0 ino=0");
	memset(longest, 'l', sizeof(longest) - 1);
	CASE((SYS_openat, AT_FDCWD, longest, O_RDONLY, 0), "fd=-ENAMETOOLONG dirfd=AT_FDCWD name=%.4095s flags=O_RDONLY mode=0 dev=0 ino=0", longest);
}

#define OPENAT2(directory, path, how_flags, how_mode, how_resolve, result, told)						\
	CASE((SYS_openat2, directory, path, &((struct open_how){ .flags = how_flags, .mode = how_mode, .resolve = how_resolve }),	\
	      sizeof(struct open_how)), "fd=" result " dirfd=%d name=%s flags=" told " dev=0x%llx ino=%llu",			\
	     (int)(directory), path, device_of(outcome), inode_of(outcome))

static void by_name_and_more(int directory, const char *whole)
{
	OPENAT2(AT_FDCWD, "file", O_RDWR, 0, 0, "@", "O_RDWR mode=0 resolve=0");
	OPENAT2(directory, "file", O_RDONLY | O_CLOEXEC, 0, RESOLVE_NO_XDEV, "@", "O_RDONLY|O_CLOEXEC mode=0 resolve=RESOLVE_NO_XDEV");
	OPENAT2(directory, "file", O_RDONLY, 0, RESOLVE_NO_MAGICLINKS | RESOLVE_BENEATH, "@", "O_RDONLY mode=0 resolve=RESOLVE_NO_MAGICLINKS|RESOLVE_BENEATH");
	OPENAT2(directory, "/file", O_RDONLY, 0, RESOLVE_IN_ROOT, "@", "O_RDONLY mode=0 resolve=RESOLVE_IN_ROOT");
	OPENAT2(directory, "made2", O_WRONLY | O_CREAT, 0604, 0, "@", "O_WRONLY|O_CREAT|O_F_CREATED mode=0604 resolve=0");
	OPENAT2(directory, whole, O_RDONLY, 0, RESOLVE_BENEATH, "-EXDEV", "O_RDONLY mode=0 resolve=RESOLVE_BENEATH");
	OPENAT2(directory, "link", O_RDONLY, 0, RESOLVE_NO_SYMLINKS, "-ELOOP", "O_RDONLY mode=0 resolve=RESOLVE_NO_SYMLINKS");
	OPENAT2(CLOSED, "file", O_RDONLY, 0, 0, "-EBADF", "O_RDONLY mode=0 resolve=0");
	OPENAT2(AT_FDCWD, "file", O_RDONLY, 0600, 0, "-EINVAL", "O_RDONLY mode=0 resolve=0");
	CASE((SYS_openat2, AT_FDCWD, "file", NULL, sizeof(struct open_how)), "fd=-EFAULT dirfd=AT_FDCWD name=file flags=O_RDONLY mode=0 resolve=0 dev=0 ino=0");
}

static void by_handle(int directory, const char *whole)
{
	struct { struct file_handle handle; char bytes[128]; } file = { .handle.handle_bytes = 128 };
	int mount;

	name_to_handle_at(AT_FDCWD, "file", &file.handle, &mount, 0);
	CASE((SYS_open_by_handle_at, directory, &file, O_RDONLY | O_CLOEXEC), "fd=@ mountfd=%d flags=O_RDONLY|O_CLOEXEC path=%s dev=0x%llx ino=%llu",
	     directory, whole, device_of(outcome), inode_of(outcome));
	CASE((SYS_open_by_handle_at, AT_FDCWD, &file, O_WRONLY | O_TRUNC), "fd=@ mountfd=AT_FDCWD flags=O_WRONLY|O_TRUNC path=%s dev=0x%llx ino=%llu",
	     whole, device_of(outcome), inode_of(outcome));
	CASE((SYS_open_by_handle_at, directory, NULL, O_RDWR), "fd=-EFAULT mountfd=%d flags=O_RDWR path=(null) dev=0 ino=0", directory);
	file.handle.handle_bytes = 0;
	CASE((SYS_open_by_handle_at, directory, &file, O_RDWR), "fd=-EINVAL mountfd=%d flags=O_RDWR path=(null) dev=0 ino=0", directory);
}

static void in_memory(void)
{
	CASE((SYS_memfd_create, "plain", 0), "fd=@ name=plain flags=0");
	CASE((SYS_memfd_create, "", MFD_CLOEXEC | MFD_ALLOW_SEALING), "fd=@ name= flags=MFD_CLOEXEC|MFD_ALLOW_SEALING");
	CASE((SYS_memfd_create, NULL, MFD_CLOEXEC), "fd=-EFAULT name=(null) flags=MFD_CLOEXEC");
	CASE((SYS_memfd_create, "%n", 0x4000000), "fd=-EINVAL name=%%n flags=0");
}

static void copied(int file)
{
	CASE((SYS_dup, file), "res=@ oldfd=%d", file);
	CASE((SYS_dup, -1), "res=-EBADF oldfd=-1");
	CASE((SYS_dup3, file, 200, 0), "res=200 oldfd=%d newfd=200 flags=0", file);
	CASE((SYS_dup3, file, 200, O_CLOEXEC), "res=200 oldfd=%d newfd=200 flags=O_CLOEXEC", file);
	CASE((SYS_dup3, file, file, O_CLOEXEC), "res=-EINVAL oldfd=%d newfd=%d flags=O_CLOEXEC", file, file);
	CASE((SYS_dup3, file, 201, O_APPEND), "res=-EINVAL oldfd=%d newfd=201 flags=0", file);
	CASE((SYS_dup3, file, -1, 0), "res=-EBADF oldfd=%d newfd=-1 flags=0", file);
	CASE((SYS_close, 200), "res=0 fd=200");
	CASE((SYS_close, 200), "res=-EBADF fd=200");
	CASE((SYS_close, -1), "res=-EBADF fd=-1");
	CASE((SYS_close_range, 500, 600, CLOSE_RANGE_UNSHARE), "res=@ first=500 last=600 flags=CLOSE_RANGE_UNSHARE");
	CASE((SYS_close_range, 500, -1, 0), "res=0 first=500 last=0xffffffff flags=0");
	CASE((SYS_close_range, 500, 600, 1), "res=-EINVAL first=500 last=600 flags=0");
}

static void controlled(int file)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int pipes[2];

	pipe(pipes);
	CASE((SYS_fcntl, file, F_DUPFD, 300), "res=300 fd=%d cmd=F_DUPFD arg=300", file);
	CASE((SYS_fcntl, file, F_GETFD, 0), "res=0 fd=%d cmd=F_GETFD arg=0", file);
	CASE((SYS_fcntl, file, F_SETFD, FD_CLOEXEC), "res=0 fd=%d cmd=F_SETFD arg=1", file);
	CASE((SYS_fcntl, file, F_GETFL, 0), "res=@ fd=%d cmd=F_GETFL arg=0", file);
	CASE((SYS_fcntl, file, F_SETFL, O_APPEND), "res=0 fd=%d cmd=F_SETFL arg=%d", file, O_APPEND);
	CASE((SYS_fcntl, file, F_GETLK, &lock), "res=0 fd=%d cmd=F_GETLK arg=%lu", file, (unsigned long)&lock);
	lock.l_type = F_WRLCK;
	CASE((SYS_fcntl, file, F_SETLK, &lock), "res=0 fd=%d cmd=F_SETLK arg=%lu", file, (unsigned long)&lock);
	CASE((SYS_fcntl, file, F_SETLKW, NULL), "res=-EFAULT fd=%d cmd=F_SETLKW arg=0", file);
	CASE((SYS_fcntl, file, F_OFD_SETLK, &lock), "res=-EAGAIN fd=%d cmd=F_OFD_SETLK arg=%lu", file, (unsigned long)&lock);
	CASE((SYS_fcntl, file, F_SETOWN, getpid()), "res=0 fd=%d cmd=F_SETOWN arg=%d", file, getpid());
	CASE((SYS_fcntl, file, F_GETOWN, 0), "res=%d fd=%d cmd=F_GETOWN arg=0", getpid(), file);
	CASE((SYS_fcntl, file, F_SETSIG, SIGUSR1), "res=0 fd=%d cmd=F_SETSIG arg=10", file);
	CASE((SYS_fcntl, file, F_GETSIG, 0), "res=10 fd=%d cmd=F_GETSIG arg=0", file);
	CASE((SYS_fcntl, file, F_GETLEASE, 0), "res=2 fd=%d cmd=F_GETLEASE arg=0", file);
	CASE((SYS_fcntl, pipes[0], F_SETPIPE_SZ, 8192), "res=8192 fd=%d cmd=F_SETPIPE_SZ arg=8192", pipes[0]);
	CASE((SYS_fcntl, pipes[0], F_GETPIPE_SZ, 0), "res=8192 fd=%d cmd=F_GETPIPE_SZ arg=0", pipes[0]);
	CASE((SYS_fcntl, file, F_GETPIPE_SZ, 0), "res=-EBADF fd=%d cmd=F_GETPIPE_SZ arg=0", file);
	CASE((SYS_fcntl, file, 4242, 1), "res=-EINVAL fd=%d cmd=UNKNOWN arg=1", file);
	CASE((SYS_fcntl, -1, F_GETFD, 0), "res=-EBADF fd=-1 cmd=F_GETFD arg=0");
}

int main(int argc, char **argv)
{
	char whole[4096];

	work_in(argv[1]);
	mkdir("here", 0700);
	chdir("here");
	int file = open("file", O_RDWR | O_CREAT, 0600), directory = open(".", O_RDONLY | O_DIRECTORY);
	symlink("circle", "circle");
	symlink("file", "link");
	sprintf(whole, "%s/here/file", argv[1]);
	by_name(directory, whole);
	by_name_and_more(directory, whole);
	by_handle(directory, whole);
	in_memory();
	copied(file);
	controlled(file);
	return 0;
}
