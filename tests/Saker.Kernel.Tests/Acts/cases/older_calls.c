/* The calls of x86-64 that the tables of later processors left out. */
#include "act.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/sysmacros.h>

#define OPEN(path, flags, mode, result, told) \
	CASE((SYS_open, path, flags, mode), "fd=" result " name=%s flags=" told " dev=0x%llx ino=%llu", path, device_of(outcome), inode_of(outcome))
#define CREAT(path, mode, result) \
	CASE((SYS_creat, path, mode), "fd=" result " name=%s mode=%d dev=0x%llx ino=%llu creat_flags=0", path, mode, device_of(outcome), inode_of(outcome))

static void opened(void)
{
	OPEN("a", O_CREAT | O_RDWR | O_EXCL, 02750, "@", "O_CREAT|O_RDWR|O_EXCL|O_F_CREATED mode=02750");
	OPEN("a", O_RDONLY, 0777, "@", "O_RDONLY mode=0");
	OPEN("a", O_WRONLY | O_TRUNC | O_APPEND | O_CLOEXEC, 0, "@", "O_WRONLY|O_TRUNC|O_APPEND|O_CLOEXEC mode=0");
	OPEN(".", O_TMPFILE | O_WRONLY, 0600, "@", "O_TMPFILE|O_DIRECTORY|O_WRONLY mode=0600");
	OPEN("/dev/zero", O_RDONLY | O_NONBLOCK, 0, "@", "O_RDONLY|O_NONBLOCK mode=0");
	OPEN("a", O_CREAT | O_EXCL | O_RDWR, 0600, "-EEXIST", "O_CREAT|O_EXCL|O_RDWR mode=0600");
	OPEN("a/b", O_RDONLY, 0, "-ENOTDIR", "O_RDONLY mode=0");
	OPEN(".", O_WRONLY, 0, "-EISDIR", "O_WRONLY mode=0");
	OPEN("", O_RDONLY, 0, "-ENOENT", "O_RDONLY mode=0");
	CASE((SYS_open, NULL, O_RDONLY, 0), "fd=-EFAULT name=(null) flags=O_RDONLY mode=0 dev=0 ino=0");
	CREAT("made", 0640, "@");
	CREAT("made", 06711, "@");
	CREAT(".", 0640, "-EISDIR");
	CREAT("made/made", 0, "-ENOTDIR");
	CASE((SYS_creat, NULL, 0644), "fd=-EFAULT name=(null) mode=0644 dev=0 ino=0 creat_flags=0");
}

static void named(void)
{
	CASE((SYS_mkdir, "d", 0), "res=0 path=d mode=0");
	CASE((SYS_mkdir, "d/e/", 01777), "res=0 path=d/e/ mode=01777");
	CASE((SYS_mkdir, "a/x", 0700), "res=-ENOTDIR path=a/x mode=0700");
	CASE((SYS_mkdir, NULL, 0700), "res=-EFAULT path=(null) mode=0700");
	CASE((SYS_mknod, "socket", S_IFSOCK | 0600, 0), "res=0 path=socket mode=S_IFSOCK|0600 dev=0");
	CASE((SYS_mknod, "plain", 0604, 0), "res=0 path=plain mode=S_IFREG|0604 dev=0");
	CASE((SYS_mknod, "zero", S_IFCHR | 0600, makedev(1, 5)), "res=0 path=zero mode=S_IFCHR|0600 dev=261");
	CASE((SYS_mknod, "x", S_IFDIR | 0600, 0), "res=-EPERM path=x mode=040600 dev=0");
	CASE((SYS_mknod, NULL, S_IFIFO, 0), "res=-EFAULT path=(null) mode=S_IFIFO dev=0");
	CASE((SYS_symlink, "a", "soft"), "res=0 target=a linkpath=soft");
	CASE((SYS_symlink, "", "empty"), "res=-ENOENT target= linkpath=empty");
	CASE((SYS_symlink, NULL, NULL), "res=-EFAULT target=(null) linkpath=(null)");
	CASE((SYS_link, "a", "d/hard"), "res=0 oldpath=a newpath=d/hard");
	CASE((SYS_link, "d", "d2"), "res=-EPERM oldpath=d newpath=d2");
	CASE((SYS_link, NULL, "d2"), "res=-EFAULT oldpath=(null) newpath=d2");
	CASE((SYS_chmod, "a", 07777), "res=0 filename=a mode=07777");
	CASE((SYS_chmod, "soft", S_IRUSR | S_IXOTH), "res=0 filename=soft mode=S_IRUSR|S_IXOTH");
	CASE((SYS_chmod, "a/x", 0), "res=-ENOTDIR filename=a/x mode=0");
	CASE((SYS_chmod, NULL, 0), "res=-EFAULT filename=(null) mode=0");
	CASE((SYS_chown, "a", -1, 5), "res=0 path=a uid=0xffffffff gid=5");
	CASE((SYS_chown, "soft", 6, -1), "res=0 path=soft uid=6 gid=0xffffffff");
	CASE((SYS_chown, NULL, 0, 0), "res=-EFAULT path=(null) uid=0 gid=0");
	CASE((SYS_lchown, "soft", 7, 8), "res=0 path=soft uid=7 gid=8");
	CASE((SYS_lchown, "a/x", 7, 8), "res=-ENOTDIR path=a/x uid=7 gid=8");
	CASE((SYS_lchown, NULL, -1, -1), "res=-EFAULT path=(null) uid=0xffffffff gid=0xffffffff");
	CASE((SYS_rename, "d/hard", "harder"), "res=0 oldpath=d/hard newpath=harder");
	CASE((SYS_rename, "d", "d/e/f"), "res=-EINVAL oldpath=d newpath=d/e/f");
	CASE((SYS_rename, "a", "d"), "res=-EISDIR oldpath=a newpath=d");
	CASE((SYS_rename, NULL, NULL), "res=-EFAULT oldpath=(null) newpath=(null)");
}

static void asked(void)
{
	struct stat status;
	char entries[1024];
	int directory = open(".", O_RDONLY | O_DIRECTORY), file = open("a", O_RDONLY);

	CASE((SYS_stat, "soft", &status), "res=0 path=soft");
	CASE((SYS_stat, "a/x", &status), "res=-ENOTDIR path=a/x");
	CASE((SYS_stat, "a", NULL), "res=-EFAULT path=a");
	CASE((SYS_stat, NULL, &status), "res=-EFAULT path=(null)");
	CASE((SYS_lstat, "soft", &status), "res=0 path=soft");
	CASE((SYS_lstat, "", &status), "res=-ENOENT path=");
	CASE((SYS_lstat, NULL, NULL), "res=-EFAULT path=(null)");
	CASE((SYS_access, "a", F_OK), "res=0 name=a mode=F_OK");
	CASE((SYS_access, "d", R_OK | W_OK | X_OK), "res=0 name=d mode=R_OK|W_OK|X_OK");
	CASE((SYS_access, "a/x", X_OK), "res=-ENOTDIR name=a/x mode=X_OK");
	CASE((SYS_access, "a", 0x38), "res=-EINVAL name=a mode=0");
	CASE((SYS_access, NULL, R_OK), "res=-EFAULT name=(null) mode=R_OK");
	CASE((SYS_getdents, directory, entries, sizeof(entries)), "res=@ fd=%d", directory);
	CASE((SYS_getdents, file, entries, sizeof(entries)), "res=-ENOTDIR fd=%d", file);
	CASE((SYS_getdents, directory, entries, 1), "res=@ fd=%d", directory);
	CASE((SYS_unlink, "harder"), "res=0 path=harder");
	CASE((SYS_unlink, "d"), "res=-EISDIR path=d");
	CASE((SYS_unlink, ""), "res=-ENOENT path=");
	CASE((SYS_unlink, NULL), "res=-EFAULT path=(null)");
	CASE((SYS_rmdir, "d"), "res=-ENOTEMPTY path=d");
	CASE((SYS_rmdir, "d/e/"), "res=0 path=d/e/");
	CASE((SYS_rmdir, "a"), "res=-ENOTDIR path=a");
	CASE((SYS_rmdir, "d/."), "res=-EINVAL path=d/.");
	CASE((SYS_rmdir, NULL), "res=-EFAULT path=(null)");
}

static void descriptors(void)
{
	int pair[2], file = open("a", O_RDWR);
	unsigned long mask = 0x200;

	CASE((SYS_dup2, file, 100), "res=100 oldfd=%d newfd=100", file);
	CASE((SYS_dup2, file, 100), "res=100 oldfd=%d newfd=100", file);
	CASE((SYS_dup2, file, file), "res=%d oldfd=%d newfd=%d", file, file, file);
	CASE((SYS_dup2, CLOSED, CLOSED), "res=-EBADF oldfd=999 newfd=999");
	CASE((SYS_dup2, file, -1), "res=-EBADF oldfd=%d newfd=-1", file);
	CASE((SYS_pipe, pair), "res=0 fd1=%d fd2=%d ino=%llu", pair[0], pair[1], inode_of(pair[0]));
	CASE((SYS_pipe, 8L), "res=-EFAULT fd1=-1 fd2=-1 ino=0");
	CASE((SYS_epoll_create, 1 << 30), "res=@ size=0x40000000");
	CASE((SYS_epoll_create, -3), "res=-EINVAL size=-3");
	CASE((SYS_eventfd, 0), "res=@ initval=0 flags=0");
	CASE((SYS_eventfd, 4000000000u), "res=@ initval=4000000000 flags=0");
	CASE((SYS_inotify_init), "res=@ flags=0");
	long signals = CASE((SYS_signalfd, -1, &mask, 8), "res=@ fd=-1 mask=0 flags=0");
	CASE((SYS_signalfd, signals, &mask, 8), "res=%ld fd=%ld mask=0 flags=0", signals, signals);
	CASE((SYS_signalfd, file, &mask, 8), "res=-EINVAL fd=%d mask=0 flags=0", file);
	CASE((SYS_signalfd, -1, NULL, 8), "res=-EFAULT fd=-1 mask=0 flags=0");
}

static void waits(void)
{
	int pair[2];
	struct epoll_event events[4];
	struct timeval none = {}, negative = { -1, 0 };
	fd_set set;

	pipe(pair);
	struct pollfd polled[20] = { { pair[0], POLLIN, 0 }, { pair[1], POLLOUT, 0 } };
	CASE((SYS_poll, polled, 1, 0), "res=0 fds=%d: timeout=0", pair[0]);
	CASE((SYS_poll, polled, 2, 100), "res=1 fds=%d:,%d:POLLOUT timeout=100", pair[0], pair[1]);
	CASE((SYS_poll, NULL, 0, 0), "res=0 fds= timeout=0");
	close(pair[0]);
	CASE((SYS_poll, polled, 2, -1), "res=2 fds=%d:POLLNVAL,%d:POLLOUT|POLLERR timeout=-1", pair[0], pair[1]);
	CASE((SYS_poll, polled, -1, 5), "res=-EINVAL fds=%d:POLLNVAL,%d:POLLOUT|POLLERR,0:,0:,0:,0:,0:,0:,0:,0:,0:,0:,0:,0:,0:,0: timeout=5", pair[0], pair[1]);
	CASE((SYS_select, 0, NULL, NULL, NULL, &none), "res=0");
	FD_ZERO(&set);
	FD_SET(pair[1], &set);
	CASE((SYS_select, pair[1] + 1, NULL, &set, NULL, &none), "res=1");
	FD_SET(pair[0], &set);
	CASE((SYS_select, pair[1] + 1, NULL, &set, NULL, &none), "res=-EBADF");
	CASE((SYS_select, 1, NULL, NULL, NULL, &negative), "res=-EINVAL");
	CASE((SYS_select, 5, 8L, NULL, NULL, &none), "res=-EFAULT");
	int epoll = epoll_create1(0);
	epoll_ctl(epoll, EPOLL_CTL_ADD, pair[1], &(struct epoll_event){ .events = EPOLLOUT });
	CASE((SYS_epoll_wait, epoll, events, 4, 0), "res=1 maxevents=4");
	CASE((SYS_epoll_wait, epoll, NULL, 4, 0), "res=-EFAULT maxevents=4");
	CASE((SYS_epoll_wait, CLOSED, events, 4, 0), "res=-EBADF maxevents=4");
	CASE((SYS_epoll_wait, epoll, events, 0, 0), "res=-EINVAL maxevents=0");
	CASE((SYS_epoll_wait, pair[1], events, 1, 0), "res=-EINVAL maxevents=1");
}

int main(int argc, char **argv)
{
	work_in(argv[1]);
	opened();
	named();
	asked();
	descriptors();
	waits();
	return 0;
}
