/* Descriptors that are no files: pipes, events, timers, signals, rings, processes; and waiting for them. */
#include "act.h"
#include <linux/io_uring.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>

#define PIPE2(flags, told) \
	CASE((SYS_pipe2, pair, flags), "res=0 fd1=%d fd2=%d ino=%llu flags=" told, pair[0], pair[1], inode_of(pair[0]))
#define PAIR(domain, type, told) \
	CASE((SYS_socketpair, domain, type, 0, pair), "res=0 fd1=%d fd2=%d source=(some) peer=(some) domain=" told, pair[0], pair[1])
#define NO_PAIR(domain, type, protocol, at, result, told) \
	CASE((SYS_socketpair, domain, type, protocol, at), "res=" result " fd1=-1 fd2=-1 source=0 peer=0 domain=" told)

static void pairs(void)
{
	int pair[2];

	PIPE2(0, "0");
	PIPE2(O_CLOEXEC, "O_CLOEXEC");
	PIPE2(O_NONBLOCK, "O_NONBLOCK");
	PIPE2(O_DIRECT | O_NONBLOCK, "O_DIRECT|O_NONBLOCK");
	CASE((SYS_pipe2, NULL, O_CLOEXEC), "res=-EFAULT fd1=-1 fd2=-1 ino=0 flags=O_CLOEXEC");
	CASE((SYS_pipe2, pair, O_APPEND), "res=-EINVAL fd1=-1 fd2=-1 ino=0 flags=0");
	NO_PAIR(AF_INET, SOCK_STREAM, 0, pair, "-EOPNOTSUPP", "AF_INET type=1 proto=0");
	NO_PAIR(AF_UNIX, SOCK_STREAM, 99, pair, "-EPROTONOSUPPORT", "AF_UNIX type=1 proto=99");
	NO_PAIR(AF_UNIX, 77, 0, pair, "-EINVAL", "AF_UNIX type=77 proto=0");
	NO_PAIR(AF_UNIX, SOCK_DGRAM, 0, NULL, "-EFAULT", "AF_UNIX type=2 proto=0");
}

static void counters(void)
{
	unsigned long mask = 0x600;

	CASE((SYS_eventfd2, 0, 0), "res=@ flags=0 initval=0");
	CASE((SYS_eventfd2, -1, EFD_SEMAPHORE), "res=@ flags=0 initval=0xffffffff");
	CASE((SYS_eventfd2, 7, EFD_CLOEXEC), "res=@ flags=O_CLOEXEC initval=7");
	CASE((SYS_eventfd2, 7, 1 << 30), "res=-EINVAL flags=0 initval=7");
	CASE((SYS_epoll_create1, 0), "res=@ flags=0");
	CASE((SYS_epoll_create1, EPOLL_CLOEXEC | 1), "res=-EINVAL flags=EPOLL_CLOEXEC");
	CASE((SYS_inotify_init1, 0), "res=@ flags=0");
	CASE((SYS_inotify_init1, IN_CLOEXEC | IN_NONBLOCK), "res=@ flags=O_CLOEXEC|O_NONBLOCK");
	CASE((SYS_inotify_init1, IN_CLOEXEC | 2), "res=-EINVAL flags=O_CLOEXEC");
	CASE((SYS_timerfd_create, CLOCK_REALTIME, 0), "res=@ clockid=0 flags=0");
	CASE((SYS_timerfd_create, CLOCK_MONOTONIC, TFD_NONBLOCK), "res=@ clockid=1 flags=0x40");
	CASE((SYS_timerfd_create, CLOCK_PROCESS_CPUTIME_ID, 0), "res=-EINVAL clockid=2 flags=0");
	CASE((SYS_timerfd_create, CLOCK_MONOTONIC, TFD_NONBLOCK | 1), "res=-EINVAL clockid=1 flags=0x40");
	CASE((SYS_signalfd4, -1, &mask, 8, SFD_NONBLOCK | SFD_CLOEXEC), "res=@ flags=O_NONBLOCK|O_CLOEXEC fd=-1 mask=0");
	CASE((SYS_signalfd4, -1, NULL, 8, 0), "res=-EFAULT flags=0 fd=-1 mask=0");
	CASE((SYS_signalfd4, -1, &mask, 7, SFD_CLOEXEC), "res=-EINVAL flags=O_CLOEXEC fd=-1 mask=0");
	CASE((SYS_signalfd4, CLOSED, &mask, 8, 0), "res=-EBADF flags=0 fd=999 mask=0");
	CASE((SYS_signalfd4, STDOUT_FILENO, &mask, 8, 0), "res=-EINVAL flags=0 fd=1 mask=0");
}

static void processes(void)
{
	int self = getpid();

	long process = CASE((SYS_pidfd_open, self, 0), "fd=@ pid=%d flags=0", self);
	CASE((SYS_pidfd_open, 0, 0), "fd=-EINVAL pid=0 flags=0");
	CASE((SYS_pidfd_open, 1 << 22, O_NONBLOCK), "fd=-ESRCH pid=4194304 flags=PIDFD_NONBLOCK");
	CASE((SYS_pidfd_open, self, 1), "fd=-EINVAL pid=%d flags=0", self);
	CASE((SYS_pidfd_getfd, process, STDOUT_FILENO, 0), "fd=@ pid_fd=%ld target_fd=1 flags=0", process);
	CASE((SYS_pidfd_getfd, process, CLOSED, 0), "fd=-EBADF pid_fd=%ld target_fd=999 flags=0", process);
	CASE((SYS_pidfd_getfd, CLOSED, 0, 0), "fd=-EBADF pid_fd=999 target_fd=0 flags=0");
	CASE((SYS_pidfd_getfd, process, 0, 5), "fd=-EINVAL pid_fd=%ld target_fd=0 flags=5", process);
	CASE((SYS_userfaultfd, O_CLOEXEC | O_APPEND), "res=! flags=%d", O_CLOEXEC | O_APPEND);
}

#define RING(at, entries, outcome, flags) \
	CASE((SYS_io_uring_setup, entries, at), "res=" outcome " entries=%d sq_entries=%u cq_entries=%u flags=" flags			\
	     " sq_thread_cpu=%u sq_thread_idle=%u features=%u", entries, (at)->sq_entries, (at)->cq_entries, (at)->sq_thread_cpu,	\
	     (at)->sq_thread_idle, (at)->features & 0x7ff)

static void rings(void)
{
	struct io_uring_params plain = {}, sized = { .flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP, .cq_entries = 64 };
	struct io_uring_params off = { .flags = IORING_SETUP_R_DISABLED, .sq_thread_cpu = 3, .sq_thread_idle = 17 };
	struct io_uring_params polled = { .flags = IORING_SETUP_SQ_AFF, .sq_thread_cpu = 1 }, unknown = { .flags = 1u << 31 };

	long ring = RING(&plain, 3, "@", "0");
	RING(&sized, 16, "@", "IORING_SETUP_CQSIZE|IORING_SETUP_CLAMP");
	RING(&off, 1, "@", "IORING_SETUP_R_DISABLED");
	RING(&polled, 8, "-EINVAL", "IORING_SETUP_SQ_AFF");
	RING(&unknown, 8, "-EINVAL", "0");
	RING(&plain, 1 << 20, "-EINVAL", "0");
	CASE((SYS_io_uring_setup, 4, NULL), "res=-EFAULT entries=4 sq_entries=0 cq_entries=0 flags=0 sq_thread_cpu=0 sq_thread_idle=0 features=0");
	CASE((SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0), "res=0 fd=%ld to_submit=1 min_complete=0 flags=0 sig=0", ring);
	CASE((SYS_io_uring_enter, ring, 0, 0, IORING_ENTER_GETEVENTS | IORING_ENTER_SQ_WAIT, NULL, 0),
	     "res=0 fd=%ld to_submit=0 min_complete=0 flags=IORING_ENTER_GETEVENTS|IORING_ENTER_SQ_WAIT sig=0", ring);
	CASE((SYS_io_uring_enter, ring, 2, 1, 1u << 31, NULL, 0), "res=-EINVAL fd=%ld to_submit=2 min_complete=1 flags=0 sig=0", ring);
	CASE((SYS_io_uring_enter, STDOUT_FILENO, 0, 0, 0, NULL, 0), "res=-EOPNOTSUPP fd=1 to_submit=0 min_complete=0 flags=0 sig=0");
	CASE((SYS_io_uring_register, ring, IORING_REGISTER_PERSONALITY, NULL, 0), "res=@ fd=%ld opcode=IORING_REGISTER_PERSONALITY arg=0 nr_args=0", ring);
	CASE((SYS_io_uring_register, ring, IORING_UNREGISTER_PERSONALITY, NULL, 99), "res=-EINVAL fd=%ld opcode=IORING_UNREGISTER_PERSONALITY arg=0 nr_args=99", ring);
	CASE((SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, 0x1000L, 1), "res=-EFAULT fd=%ld opcode=IORING_REGISTER_BUFFERS arg=0x1000 nr_args=1", ring);
	CASE((SYS_io_uring_register, ring, IORING_UNREGISTER_FILES, NULL, 0), "res=-ENXIO fd=%ld opcode=IORING_UNREGISTER_FILES arg=0 nr_args=0", ring);
	CASE((SYS_io_uring_register, ring, 999, NULL, 0), "res=-EINVAL fd=%ld opcode=999 arg=0 nr_args=0", ring);
	CASE((SYS_io_uring_register, STDOUT_FILENO, IORING_REGISTER_FILES, NULL, 1), "res=! fd=1 opcode=IORING_REGISTER_FILES arg=0 nr_args=1");
}

static void waits(void)
{
	int pair[2], reading;
	struct timespec none = {}, negative = { -1, 0 };
	unsigned long mask = 0x200, wide = 1UL << 40;

	pipe(pair);
	reading = pair[0];
	struct pollfd quiet[] = { { reading, POLLIN, 0 } }, ready[] = { { pair[1], POLLOUT | POLLWRNORM, 0 }, { reading, POLLIN, 0 }, { -1, POLLIN, 0 } };
	CASE((SYS_ppoll, quiet, 1, &none, NULL, 0), "res=0 fds=%d: timeout=0 sigmask=0", reading);
	CASE((SYS_ppoll, ready, 3, &none, &mask, 8), "res=1 fds=%d:POLLOUT|POLLWRNORM,%d:,-1: timeout=0 sigmask=0x200", pair[1], reading);
	CASE((SYS_ppoll, ready, 3, NULL, &wide, 8), "res=1 fds=%d:POLLOUT|POLLWRNORM,%d:,-1: timeout=0 sigmask=0", pair[1], reading);
	write(pair[1], "x", 1);
	CASE((SYS_ppoll, quiet, 1, NULL, NULL, 0), "res=1 fds=%d:POLLIN timeout=0 sigmask=0", reading);
	close(pair[1]);
	quiet[0].events = POLLIN | POLLRDHUP;
	CASE((SYS_ppoll, quiet, 1, NULL, NULL, 0), "res=1 fds=%d:POLLIN|POLLHUP timeout=0 sigmask=0", reading);
	CASE((SYS_ppoll, NULL, 0, &none, NULL, 0), "res=0 fds= timeout=0 sigmask=0");
	CASE((SYS_ppoll, NULL, 1, &none, NULL, 0), "res=-EFAULT fds= timeout=0 sigmask=0");
	CASE((SYS_ppoll, quiet, 1, &negative, NULL, 0), "res=-EINVAL fds=%d:POLLIN|POLLHUP timeout=-1000000000 sigmask=0", reading);
	CASE((SYS_ppoll, quiet, 1, &none, &mask, 3), "res=-EINVAL fds=%d:POLLIN|POLLHUP timeout=0 sigmask=0x200", reading);
}

int main(int argc, char **argv)
{
	int pair[2];

	PAIR(AF_UNIX, SOCK_STREAM, "AF_UNIX type=1 proto=0");
	PAIR(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, "AF_UNIX type=0x80002 proto=0");
	PAIR(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, "AF_UNIX type=0x805 proto=0");
	pairs();
	counters();
	processes();
	rings();
	waits();
	return 0;
}
