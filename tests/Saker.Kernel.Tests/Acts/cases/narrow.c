/* Calls of a 32-bit program: other numbers, narrow pointers and words, and sockets through one call for them all. */
#include "act.h"
#include <linux/openat2.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>

static void files(void)
{
	struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_NO_SYMLINKS };

	CASE((SYS_open, "file", O_RDWR | O_CREAT, 0640), "fd=@ name=file flags=O_RDWR|O_CREAT|O_F_CREATED mode=0640 dev=0x%llx ino=%llu", device_of(outcome), inode_of(outcome));
	CASE((SYS_open, "none", O_RDONLY, 0), "fd=-ENOENT name=none flags=O_RDONLY mode=0 dev=0 ino=0");
	CASE((SYS_openat, AT_FDCWD, "file", O_WRONLY | O_APPEND, 0), "fd=@ dirfd=AT_FDCWD name=file flags=O_WRONLY|O_APPEND mode=0 dev=0x%llx ino=%llu", device_of(outcome), inode_of(outcome));
	CASE((SYS_openat, CLOSED, "file", O_RDONLY, 0), "fd=-EBADF dirfd=999 name=file flags=O_RDONLY mode=0 dev=0 ino=0");
	CASE((SYS_openat2, AT_FDCWD, "file", &how, sizeof(how)), "fd=@ dirfd=AT_FDCWD name=file flags=O_RDONLY mode=0 resolve=RESOLVE_NO_SYMLINKS dev=0x%llx ino=%llu", device_of(outcome), inode_of(outcome));
	CASE((SYS_creat, "made", 0600), "fd=@ name=made mode=0600 dev=0x%llx ino=%llu creat_flags=0", device_of(outcome), inode_of(outcome));
	CASE((SYS_mkdir, "d", 0711), "res=0 path=d mode=0711");
	CASE((SYS_mkdirat, -1, "d", 0711), "res=-EBADF dirfd=-1 path=d mode=0711");
	CASE((SYS_rename, "made", "d/made"), "res=0 oldpath=made newpath=d/made");
	CASE((SYS_renameat2, AT_FDCWD, "d/made", AT_FDCWD, "file", 1), "res=-EEXIST olddirfd=AT_FDCWD oldpath=d/made newdirfd=AT_FDCWD newpath=file flags=RENAME_NOREPLACE");
	CASE((SYS_symlink, "file", "soft"), "res=0 target=file linkpath=soft");
	CASE((SYS_linkat, AT_FDCWD, "soft", AT_FDCWD, "hard", AT_SYMLINK_FOLLOW), "res=0 olddir=AT_FDCWD oldpath=soft newdir=AT_FDCWD newpath=hard flags=AT_SYMLINK_FOLLOW");
	CASE((SYS_fchmodat, AT_FDCWD, "file", 04755), "res=0 dirfd=AT_FDCWD filename=file mode=04755");
	CASE((SYS_fchownat, AT_FDCWD, "file", -1, 5, 0), "res=0 dirfd=AT_FDCWD pathname=file uid=0xffffffff gid=5 flags=0");
	CASE((SYS_access, "file", W_OK), "res=0 name=file mode=W_OK");
	CASE((SYS_unlinkat, AT_FDCWD, "d", AT_REMOVEDIR), "res=-ENOTEMPTY dirfd=AT_FDCWD name=d flags=AT_REMOVEDIR");
	CASE((SYS_unlink, "d/made"), "res=0 path=d/made");
	CASE((SYS_rmdir, "d"), "res=0 path=d");
	CASE((SYS_chdir, "none"), "res=-ENOENT path=none");
	CASE((SYS_mount, "saker", "none", "tmpfs", MS_NOSUID, NULL), "res=-ENOENT dev=saker dir=none type=tmpfs flags=NOSUID");
	CASE((SYS_memfd_create, "narrow", MFD_CLOEXEC), "fd=@ name=narrow flags=MFD_CLOEXEC");
}

static void data(void)
{
	char room[40];
	struct iovec out[] = { { "narrow ", 7 }, { "words", 5 } }, in[] = { { room, 3 }, { room + 3, 30 } };
	int file = open("file", O_RDWR), pair[2];

	CASE((SYS_write, file, "12345678", 8), "res=8 data=12345678 fd=%d size=8", file);
	CASE((SYS_write, -1, "12345678", 8), "res=-EBADF data=12345678 fd=-1 size=8");
	CASE((SYS_writev, file, out, 2), "res=12 data=narrow words fd=%d size=12", file);
	CASE((SYS_writev, CLOSED, out, 2), "res=-EBADF data=narrow words fd=999 size=12");
	lseek(file, 0, SEEK_SET);
	CASE((SYS_read, file, room, 40), "res=20 data=12345678narrow words fd=%d size=40", file);
	lseek(file, 8, SEEK_SET);
	CASE((SYS_readv, file, in, 2), "res=12 size=12 data=narrow words fd=%d", file);
	CASE((SYS_dup, file), "res=@ oldfd=%d", file);
	CASE((SYS_dup2, file, 60), "res=60 oldfd=%d newfd=60", file);
	CASE((SYS_dup3, file, 61, O_CLOEXEC), "res=61 oldfd=%d newfd=61 flags=O_CLOEXEC", file);
	CASE((SYS_close, 61), "res=0 fd=61");
	CASE((SYS_pipe2, pair, O_CLOEXEC), "res=0 fd1=%d fd2=%d ino=%llu flags=O_CLOEXEC", pair[0], pair[1], inode_of(pair[0]));
	struct pollfd polled = { pair[1], POLLOUT, 0 };
	CASE((SYS_poll, &polled, 1, -1), "res=1 fds=%d:POLLOUT timeout=-1", pair[1]);
	CASE((SYS_eventfd2, 5, 0), "res=@ flags=0 initval=5");
}

static void limits(void)
{
	struct { unsigned soft, hard; } old, fewer = { 12, 34 };
	struct { unsigned long long soft, hard; } wide;
	struct { int seconds, nanoseconds; } brief = { 0, 1000 }, wrong = { 0, -1 };

	CASE((SYS_setrlimit, RLIMIT_CORE, &fewer), "res=0 cur=12 max=34 resource=RLIMIT_CORE");
	CASE((SYS_ugetrlimit, RLIMIT_CORE, &old), "res=0 cur=12 max=34 resource=RLIMIT_CORE");
	CASE((SYS_prlimit64, 0, RLIMIT_CORE, NULL, &wide), "res=0 newcur=0 newmax=0 oldcur=12 oldmax=34 pid=0 resource=RLIMIT_CORE");
	CASE((SYS_nanosleep, &brief, NULL), "res=0 interval=1000");
	CASE((SYS_nanosleep, &wrong, NULL), "res=-EINVAL interval=-1");
}

static void rights(void)
{
	unsigned ids[3];

	CASE((SYS_setresgid32, 70001, 70002, 70003), "res=0 rgid=70001 egid=70002 sgid=70003");
	CASE((SYS_getresgid32, ids, ids + 1, ids + 2), "res=0 rgid=70001 egid=70002 sgid=70003");
	CASE((SYS_setresuid32, 80001, 80002, 80003), "res=0 ruid=80001 euid=80002 suid=80003");
	CASE((SYS_getresuid32, ids, ids + 1, ids + 2), "res=0 ruid=80001 euid=80002 suid=80003");
	CASE((SYS_getuid32), "uid=80001");
	CASE((SYS_geteuid32), "euid=80002");
	CASE((SYS_getgid32), "gid=70001");
	CASE((SYS_getegid32), "egid=70002");
	CASE((SYS_setuid32, 0), "res=-EPERM uid=0");
	CASE((SYS_setgid32, 0), "res=-EPERM gid=0");
	CASE((SYS_kill, getpid(), 0), "res=0 pid=%d sig=0", getpid());
	CASE((SYS_unshare, CLONE_NEWNS), "res=-EPERM flags=CLONE_NEWNS");
}

static void sockets(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(any);
	char room[40];
	struct iovec out[] = { { "one ", 4 }, { "letter", 6 } }, in = { room, sizeof(room) };
	struct msghdr letter = { .msg_iov = out, .msg_iovlen = 2 }, reply = { .msg_iov = &in, .msg_iovlen = 1 };

	int listener = CASE((SYS_socket, AF_INET, SOCK_STREAM, 0), "fd=@ domain=AF_INET type=1 proto=0 flags=0");
	CASE((SYS_bind, listener, &any, sizeof(any)), "res=0 addr=127.0.0.1:0 fd=%d", listener);
	CASE((SYS_listen, listener, 2), "res=0 fd=%d backlog=2", listener);
	getsockname(listener, (struct sockaddr *)&any, &size);
	int port = port_of(listener), client = socket(AF_INET, SOCK_STREAM, 0);
	CASE((SYS_connect, client, &any, sizeof(any)), "res=0 tuple=127.0.0.1:%d->127.0.0.1:%d fd=%d addr=127.0.0.1:%d", port_of(client), port, client, port);
	int server = CASE((SYS_accept4, listener, NULL, NULL, 0), "fd=@ tuple=127.0.0.1:%d->127.0.0.1:%d queuepct=0 queuelen=0 queuemax=2 flags=0", port_of(client), port);
	CASE((SYS_sendto, client, "whole", 5, 0, NULL, 0), "res=5 data=whole fd=%d size=5 tuple=127.0.0.1:%d->127.0.0.1:%d", client, port_of(client), port);
	CASE((SYS_recvfrom, server, room, 40, 0, NULL, NULL), "res=5 data=whole tuple=127.0.0.1:%d->127.0.0.1:%d fd=%d size=40", port_of(client), port, server);
	CASE((SYS_sendmsg, client, &letter, 0), "res=10 data=one letter fd=%d size=10 tuple=127.0.0.1:%d->127.0.0.1:%d", client, port_of(client), port);
	CASE((SYS_recvmsg, server, &reply, 0), "res=10 size=10 data=one letter tuple=127.0.0.1:%d->127.0.0.1:%d msgcontrol= fd=%d", port_of(client), port, server);
	CASE((SYS_setsockopt, client, SOL_SOCKET, SO_KEEPALIVE, &(int){ 1 }, 4), "res=0 fd=%d level=SOL_SOCKET optname=SO_KEEPALIVE val=int:1 optlen=4", client);
	CASE((SYS_setsockopt, client, SOL_SOCKET, 20, &((int[]){ 2, 500000 }), 8), "res=0 fd=%d level=SOL_SOCKET optname=SO_RCVTIMEO val=time:2500000000 optlen=8", client);
	CASE((SYS_setsockopt, client, SOL_SOCKET, 66, &((long long[]){ 3, 250000 }), 16), "res=0 fd=%d level=SOL_SOCKET optname=SO_RCVTIMEO val=time:3250000000 optlen=16", client);
	CASE((SYS_shutdown, client, SHUT_WR), "res=0 fd=%d how=SHUT_WR", client);
	CASE((SYS_shutdown, CLOSED, SHUT_WR), "res=-EBADF fd=999 how=SHUT_WR");
	/* socketcall(2): the event is that of the call meant. */
	SAY(syscall(SYS_socketcall, 1, (int[]){ AF_INET, SOCK_DGRAM, 0 }), "SYS_socket", "fd=@ domain=AF_INET type=2 proto=0 flags=0");
	SAY(syscall(SYS_socketcall, 13, (int[]){ server, SHUT_RDWR }), "SYS_shutdown", "res=0 fd=%d how=SHUT_RDWR", server);
	SAY(syscall(SYS_socketcall, 9, (int[]){ server, (int)"late", 4, MSG_NOSIGNAL }) < 0 ? -EPIPE : 0, "SYS_sendto", "res=-EPIPE data=late fd=%d size=4 tuple=", server);
}

int main(int argc, char **argv)
{
	work_in(argv[1]);
	files();
	data();
	limits();
	in_child(rights);
	sockets();
	return 0;
}
