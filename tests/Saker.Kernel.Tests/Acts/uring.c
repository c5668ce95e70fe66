/* Opens and connects without a system call of that name. */
#include "act.h"
#include <linux/io_uring.h>
#include <linux/openat2.h>

static int ring;
static struct io_uring_params params;
static unsigned char *sq, *cq;
static struct io_uring_sqe *sqes;

static void set_up(unsigned flags)
{
	memset(&params, 0, sizeof(params));
	params.flags = flags;
	params.sq_thread_idle = 2000;
	ring = syscall(SYS_io_uring_setup, 8, &params);
	sq = mmap(0, params.sq_off.array + params.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	cq = mmap(0, params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		  IORING_OFF_CQ_RING);
	sqes = mmap(0, params.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
}

static long perform(const struct io_uring_sqe *sqe)
{
	unsigned *tail = (unsigned *)(sq + params.sq_off.tail);
	unsigned *head = (unsigned *)(cq + params.cq_off.head);
	unsigned *flags = (unsigned *)(sq + params.sq_off.flags);
	unsigned index = *tail & *(unsigned *)(sq + params.sq_off.ring_mask);

	sqes[index] = *sqe;
	((unsigned *)(sq + params.sq_off.array))[index] = index;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (params.flags & IORING_SETUP_SQPOLL) {
		if (__atomic_load_n(flags, __ATOMIC_ACQUIRE) & IORING_SQ_NEED_WAKEUP)
			syscall(SYS_io_uring_enter, ring, 1, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0);
		syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS, NULL, 0);
	} else {
		syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
	}
	struct io_uring_cqe *cqe = (struct io_uring_cqe *)(cq + params.cq_off.cqes) + (*head & *(unsigned *)(cq + params.cq_off.ring_mask));
	long result = cqe->res;

	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return result;
}

static long tell(const char *name, long result)
{
	printf("%s %ld\n", name, result);
	fflush(stdout);
	return result;
}

int main(int argc, char **argv)
{
	set_up(argc > 1 && !strcmp(argv[1], "polled") ? IORING_SETUP_SQPOLL : 0);
	tell("ring", ring);
	tell("openat", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (unsigned long)"/etc/../etc/hostname",
		.open_flags = O_RDONLY | O_CLOEXEC }));
	tell("openat_failed", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (unsigned long)"/no/such",
		.open_flags = O_RDWR }));
	struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_NO_SYMLINKS };
	int directory = open("/etc", O_RDONLY | O_DIRECTORY);
	tell("directory", directory);
	tell("openat2", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_OPENAT2, .fd = directory, .addr = (unsigned long)"passwd",
		.len = sizeof(how), .off = (unsigned long)&how }));

	char scratch[] = "/tmp/saker-uring-XXXXXX";
	int work = open(mkdtemp(scratch), O_RDONLY | O_DIRECTORY);
	tell("work", work);
#define NAME(text) .addr = (unsigned long)text
	tell("mkdirat", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_MKDIRAT, .fd = work, NAME("d"), .len = 0750 }));
	tell("symlinkat", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_SYMLINKAT, .fd = work, NAME("target"), .addr2 = (unsigned long)"link" }));
	tell("renameat", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_RENAMEAT, .fd = work, NAME("link"), .len = work, .addr2 = (unsigned long)"renamed" }));
	tell("linkat", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_LINKAT, .fd = AT_FDCWD, NAME("/no/such"), .len = work, .addr2 = (unsigned long)"x" }));
	tell("unlinkat", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_UNLINKAT, .fd = work, NAME("renamed") }));
	tell("rmdir", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_UNLINKAT, .fd = work, NAME("d"), .unlink_flags = AT_REMOVEDIR }));
	rmdir(scratch);

	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	bind(listener, (struct sockaddr *)&address, sizeof(address));
	listen(listener, 1);
	getsockname(listener, (struct sockaddr *)&address, &size);
	tell("port", ntohs(address.sin_port));
	int client = tell("client", socket(AF_INET, SOCK_STREAM, 0));
	tell("connect", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_CONNECT, .fd = client, .addr = (unsigned long)&address, .off = sizeof(address) }));
	tell("accept", perform(&(struct io_uring_sqe){ .opcode = IORING_OP_ACCEPT, .fd = listener }));
	return 0;
}
