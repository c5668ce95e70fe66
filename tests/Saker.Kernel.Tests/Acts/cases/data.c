/* Data moved: in one piece, in several, between descriptors and between processes. */
#include "act.h"
#include <sys/sendfile.h>
#include <sys/uio.h>

/* As much of data as events hold. */
#define SNAPPED 80

static int file, other;
static char many[200], room[400];

static void in_one_piece(void)
{
	int pipes[2];

	pipe(pipes);
	CASE((SYS_write, file, "0123456789", 10), "res=10 data=0123456789 fd=%d size=10", file);
	CASE((SYS_write, file, many, SNAPPED), "res=80 data=%.80s fd=%d size=80", many, file);
	CASE((SYS_write, file, many, SNAPPED + 1), "res=81 data=%.80s fd=%d size=81", many, file);
	CASE((SYS_write, file, "", 0), "res=0 data= fd=%d size=0", file);
	CASE((SYS_write, file, "a\0b\nc", 5), "res=5 data=a\\0b\\nc fd=%d size=5", file);
	CASE((SYS_write, file, NULL, 10), "res=-EFAULT data= fd=%d size=10", file);
	CASE((SYS_write, pipes[0], "wrong end", 9), "res=-EBADF data=wrong end fd=%d size=9", pipes[0]);
	CASE((SYS_write, -1, many, 200), "res=-EBADF data=%.80s fd=-1 size=200", many);
	CASE((SYS_write, pipes[1], "through", 7), "res=7 data=through fd=%d size=7", pipes[1]);
	CASE((SYS_read, pipes[0], room, sizeof(room)), "res=7 data=through fd=%d size=400", pipes[0]);
	CASE((SYS_read, file, room, 20), "res=0 data= fd=%d size=20", file);
	lseek(file, 0, SEEK_SET);
	CASE((SYS_read, file, room, 4), "res=4 data=0123 fd=%d size=4", file);
	lseek(file, 10, SEEK_SET);
	CASE((SYS_read, file, room, 150), "res=150 data=%.80s fd=%d size=150", many, file);
	CASE((SYS_read, file, NULL, 5), "res=-EFAULT data= fd=%d size=5", file);
	CASE((SYS_read, pipes[1], room, 5), "res=-EBADF data= fd=%d size=5", pipes[1]);
	CASE((SYS_read, -1, room, 0), "res=-EBADF data= fd=-1 size=0");

	CASE((SYS_pwrite64, file, "at four", 7, 4), "res=7 data=at four fd=%d size=7 pos=4", file);
	CASE((SYS_pwrite64, file, many, 100, 1L << 33), "res=100 data=%.80s fd=%d size=100 pos=0x200000000", many, file);
	CASE((SYS_pwrite64, file, "before", 6, -1L), "res=-EINVAL data=before fd=%d size=6 pos=0xffffffffffffffff", file);
	CASE((SYS_pwrite64, pipes[1], "no place", 8, 0), "res=-ESPIPE data=no place fd=%d size=8 pos=0", pipes[1]);
	CASE((SYS_pread64, file, room, 7, 4), "res=7 data=at four fd=%d size=7 pos=4", file);
	CASE((SYS_pread64, file, room, 300, 1L << 33), "res=100 data=%.80s fd=%d size=300 pos=0x200000000", many, file);
	CASE((SYS_pread64, file, room, 7, 1L << 40), "res=0 data= fd=%d size=7 pos=0x10000000000", file);
	CASE((SYS_pread64, pipes[0], room, 8, 0), "res=-ESPIPE data= fd=%d size=8 pos=0", pipes[0]);
	CASE((SYS_pread64, file, NULL, 8, 0), "res=-EFAULT data= fd=%d size=8 pos=0", file);
}

static void in_pieces(void)
{
	struct iovec out[] = { { "one ", 4 }, { "", 0 }, { "two ", 4 }, { "three", 5 } }, big[] = { { many, 60 }, { many, 60 } };
	struct iovec in[] = { { room, 4 }, { room + 100, 200 } }, lost[] = { { NULL, 3 } };

	ftruncate(file, 0);
	lseek(file, 0, SEEK_SET);
	CASE((SYS_writev, file, out, 4), "res=13 data=one two three fd=%d size=13", file);
	CASE((SYS_writev, file, out, 0), "res=0 data= fd=%d size=0", file);
	CASE((SYS_writev, file, big, 2), "res=120 data=%.60s%.20s fd=%d size=120", many, many, file);
	CASE((SYS_writev, -1, big, 2), "res=-EBADF data=%.60s%.20s fd=-1 size=120", many, many);
	CASE((SYS_writev, file, lost, 1), "res=-EFAULT data=hex:000000 fd=%d size=3", file);
	CASE((SYS_pwritev, file, out, 3, 20, 0), "res=8 data=one two  fd=%d size=8 pos=20", file);
	CASE((SYS_pwritev, file, out, 1, -5L, 0), "res=-EINVAL data=one  fd=%d size=4 pos=-5", file);
	lseek(file, 0, SEEK_SET);
	CASE((SYS_readv, file, in, 1), "res=4 size=4 data=one  fd=%d", file);
	CASE((SYS_readv, file, in, 2), "res=129 size=129 data=two three%.7sone two %.45s%.11s fd=%d", many, many + 15, many, file);
	CASE((SYS_readv, file, in, 2), "res=0 size=0 data= fd=%d", file);
	CASE((SYS_readv, file, in, -1L), "res=-EINVAL size=0 data= fd=%d", file);
	CASE((SYS_preadv, file, in, 2, 4, 0), "res=129 size=129 data=two three%.7sone two %.45s%.11s fd=%d pos=4", many, many + 15, many, file);
	CASE((SYS_preadv, file, in, 2, 1L << 35, 0), "res=0 size=0 data= fd=%d pos=0x800000000", file);
	CASE((SYS_preadv, STDOUT_FILENO, in, 2, 4, 0), "res=-ESPIPE size=0 data= fd=1 pos=4");
	CASE((SYS_preadv, file, NULL, 1, 0, 0), "res=-EFAULT size=0 data= fd=%d pos=0", file);
}

static void between_descriptors(void)
{
	int pipes[2];
	long offset = 3, from = 1, to = 100;

	pipe(pipes);
	CASE((SYS_sendfile, other, file, &offset, 10), "res=10 offset=13 out_fd=%d in_fd=%d size=10", other, file);
	CASE((SYS_sendfile, other, file, NULL, 0), "res=0 offset=0 out_fd=%d in_fd=%d size=0", other, file);
	CASE((SYS_sendfile, other, pipes[0], NULL, 4), "res=-EINVAL offset=0 out_fd=%d in_fd=%d size=4", other, pipes[0]);
	CASE((SYS_sendfile, -1, file, &offset, 4), "res=-EBADF offset=13 out_fd=-1 in_fd=%d size=4", file);
	CASE((SYS_sendfile, other, file, 1, 4), "res=-EFAULT offset=0 out_fd=%d in_fd=%d size=4", other, file);
	CASE((SYS_splice, file, &from, pipes[1], NULL, 6, 1), "res=6 fd_in=%d fd_out=%d size=6 flags=SPLICE_F_MOVE", file, pipes[1]);
	CASE((SYS_splice, pipes[0], NULL, other, &to, 100, 6), "res=6 fd_in=%d fd_out=%d size=100 flags=SPLICE_F_NONBLOCK|SPLICE_F_MORE", pipes[0], other);
	CASE((SYS_splice, pipes[0], NULL, other, NULL, 100, 2), "res=-EAGAIN fd_in=%d fd_out=%d size=100 flags=SPLICE_F_NONBLOCK", pipes[0], other);
	CASE((SYS_splice, file, NULL, other, NULL, 1, 0), "res=-EINVAL fd_in=%d fd_out=%d size=1 flags=0", file, other);
	CASE((SYS_copy_file_range, file, NULL, other, NULL, 0, 0), "res=0 fdout=%d offout=0 fdin=%d offin=0 len=0", other, file);
	CASE((SYS_copy_file_range, file, &from, other, &to, 1L << 62, 0), "res=@ fdout=%d offout=%lu fdin=%d offin=%lu len=0x4000000000000000",
	     other, (unsigned long)&to, file, (unsigned long)&from);
	CASE((SYS_copy_file_range, file, NULL, other, NULL, 5, 1), "res=-EINVAL fdout=%d offout=0 fdin=%d offin=0 len=5", other, file);
	CASE((SYS_copy_file_range, file, NULL, STDOUT_FILENO, NULL, 5, 0), "res=-EINVAL fdout=1 offout=0 fdin=%d offin=0 len=5", file);
}

static void between_processes(void)
{
	char theirs[] = "their own memory";
	struct iovec local[] = { { room, 5 }, { room + 5, 100 } }, remote[] = { { theirs, 16 } }, far[] = { { NULL, 8 } };
	int self = getpid();

	CASE((SYS_process_vm_readv, self, local, 1, remote, 1, 0), "res=5 pid=%d data=their", self);
	CASE((SYS_process_vm_readv, self, local, 2, remote, 1, 0), "res=16 pid=%d data=their own memory", self);
	CASE((SYS_process_vm_readv, self, local, 2, far, 1, 0), "res=-EFAULT pid=%d data=", self);
	CASE((SYS_process_vm_readv, self, local, 1, remote, 1, 1), "res=-EINVAL pid=%d data=", self);
	CASE((SYS_process_vm_readv, -1, local, 1, remote, 1, 0), "res=-ESRCH pid=-1 data=");
	memcpy(room, "your", 4);
	CASE((SYS_process_vm_writev, self, local, 1, remote, 1, 0), "res=5 pid=%d data=yourr", self);
	CASE((SYS_process_vm_writev, self, local, 0, remote, 1, 0), "res=0 pid=%d data=", self);
	CASE((SYS_process_vm_writev, self, NULL, 1, remote, 1, 0), "res=-EFAULT pid=%d data=", self);
}

int main(int argc, char **argv)
{
	for (int i = 0; i < sizeof(many) - 1; i++)
		many[i] = 'a' + i % 26;
	work_in(argv[1]);
	file = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
	other = open("other", O_RDWR | O_CREAT | O_TRUNC, 0600);
	in_one_piece();
	in_pieces();
	between_descriptors();
	between_processes();
	return 0;
}
