/* Makes descriptors of all kinds, asks about them, waits for them, and moves data through vectors. */
#include "act.h"
#include <linux/close_range.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>

int main(int argc, char **argv)
{
	chdir(argv[1]);
	long file = DO("file", SYS_openat, AT_FDCWD, "vectors", O_RDWR | O_CREAT | O_TRUNC, 0600);
	long other = DO("other", SYS_openat, AT_FDCWD, "other", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int pair[2] = { -7, -7 };
	DO("pipe2", SYS_pipe2, pair, O_CLOEXEC | O_NONBLOCK | O_DIRECT);
	told("pipe2_read", pair[0]);
	told("pipe2_write", pair[1]);
	DO("pipe2_failed", SYS_pipe2, pair, -1);
	DO("socketpair", SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair);
	told("socketpair_first", pair[0]);
	told("socketpair_second", pair[1]);
	DO("socketpair_failed", SYS_socketpair, AF_INET, SOCK_DGRAM, 17, pair);
	DO("epoll_create1", SYS_epoll_create1, EPOLL_CLOEXEC);
	DO("epoll_create1_failed", SYS_epoll_create1, 1);
	long event = DO("eventfd2", SYS_eventfd2, 4, EFD_CLOEXEC | EFD_NONBLOCK);
	DO("eventfd2_failed", SYS_eventfd2, 4, 0x40);
	DO("inotify_init1", SYS_inotify_init1, IN_NONBLOCK);
	DO("inotify_init1_failed", SYS_inotify_init1, 1);
	unsigned long mask = 1 << (SIGUSR1 - 1);
	long signals = DO("signals", SYS_signalfd4, -1, &mask, 8, 0);
	DO("signalfd4", SYS_signalfd4, signals, &mask, 8, SFD_CLOEXEC);
	DO("signalfd4_failed", SYS_signalfd4, signals, &mask, 8, 1);
	DO("timerfd_create", SYS_timerfd_create, CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	DO("timerfd_create_failed", SYS_timerfd_create, 99, 0);
	DO("pidfd_open", SYS_pidfd_open, getpid(), O_NONBLOCK);
	DO("pidfd_open_failed", SYS_pidfd_open, -1, 0);
	struct io_uring_params ring = { .flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP, .cq_entries = 16, .sq_thread_idle = 21 };
	long uring = DO("io_uring_setup", SYS_io_uring_setup, 4, &ring);
	told("uring_features", ring.features);
	DO("io_uring_setup_failed", SYS_io_uring_setup, 0, &ring);
	DO("io_uring_enter", SYS_io_uring_enter, uring, 0, 0, IORING_ENTER_GETEVENTS, NULL, 0);
	DO("io_uring_enter_failed", SYS_io_uring_enter, 999, 3, 2, IORING_ENTER_SQ_WAKEUP, NULL, 0);
	DO("io_uring_register", SYS_io_uring_register, uring, IORING_REGISTER_EVENTFD, &event, 1);
	DO("io_uring_register_failed", SYS_io_uring_register, 999, IORING_REGISTER_FILES, &event, 1);

	struct pollfd polled[] = { { event, POLLIN | POLLOUT, 0 }, { 999, POLLIN, 0 } };
	struct timespec soon = { 1000, 500 }, never = { 1, -1 };
	DO("ppoll", SYS_ppoll, polled, 2, &soon, &mask, 8);
	DO("ppoll_failed", SYS_ppoll, polled, 2, &never, NULL, 0);

	struct iovec out[] = { { "scat", 4 }, { "tered", 5 } }, in[2];
	char first[4], second[20];
	in[0] = (struct iovec){ first, sizeof(first) };
	in[1] = (struct iovec){ second, sizeof(second) };
	DO("writev", SYS_writev, file, out, 2);
	DO("writev_failed", SYS_writev, 999, out, 2);
	DO("pwritev", SYS_pwritev, file, out, 1, 30, 0);
	DO("pwritev_failed", SYS_pwritev, 999, out, 2, 3, 0);
	DO("lseek", SYS_lseek, file, 0, SEEK_SET);
	DO("lseek_end", SYS_lseek, file, -4L, SEEK_END);
	DO("lseek_failed", SYS_lseek, 999, 8, SEEK_CUR);
	lseek(file, 0, SEEK_SET);
	DO("readv", SYS_readv, file, in, 2);
	DO("readv_failed", SYS_readv, 999, in, 2);
	DO("preadv", SYS_preadv, file, in, 1, 4, 0);
	DO("preadv_failed", SYS_preadv, 999, in, 2, 0, 0);
	long offset = 2;
	DO("sendfile", SYS_sendfile, other, file, &offset, 5);
	DO("sendfile_failed", SYS_sendfile, other, 999, NULL, 5);
	long from = 1, to = 9;
	DO("copy_file_range", SYS_copy_file_range, file, &from, other, &to, 6, 0);
	DO("copy_file_range_failed", SYS_copy_file_range, 999, NULL, other, NULL, 6, 0);

	DO("fcntl", SYS_fcntl, file, F_DUPFD_CLOEXEC, 60);
	DO("fcntl_failed", SYS_fcntl, 999, F_GETFL, 1);
	DO("flock", SYS_flock, file, LOCK_EX | LOCK_NB);
	DO("flock_failed", SYS_flock, 999, LOCK_SH);
	struct winsize size;
	DO("ioctl", SYS_ioctl, file, FIONBIO, &offset);
	DO("ioctl_failed", SYS_ioctl, file, TIOCGWINSZ, &size);
	told("ioctl_argument", (long)&size);
	struct stat status;
	DO("fstat", SYS_fstat, file, &status);
	DO("fstat_failed", SYS_fstat, 999, &status);
	DO("newfstatat", SYS_newfstatat, AT_FDCWD, "other", &status, AT_SYMLINK_NOFOLLOW);
	DO("newfstatat_failed", SYS_newfstatat, 999, "other", &status, AT_EMPTY_PATH);
	char path[4096];
	DO("getcwd", SYS_getcwd, path, sizeof(path));
	DO("getcwd_failed", SYS_getcwd, path, 1);
	long directory = DO("directory", SYS_openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY, 0);
	DO("getdents64", SYS_getdents64, directory, path, sizeof(path));
	DO("getdents64_failed", SYS_getdents64, 999, path, sizeof(path));
	DO("close", SYS_close, directory);
	DO("close_failed", SYS_close, 999);
	DO("close_range_plain", SYS_close_range, 300, 400, 0);
	DO("close_range", SYS_close_range, 200, 300, CLOSE_RANGE_CLOEXEC);
	DO("close_range_failed", SYS_close_range, 300, 200, 0);
	return 0;
}
