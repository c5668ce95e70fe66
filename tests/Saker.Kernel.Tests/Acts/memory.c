/* Maps, protects, locks and releases memory; asks for limits; waits. */
#include "act.h"
#include <linux/futex.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/uio.h>
#include <time.h>

int main(int argc, char **argv)
{
	int file = open(argv[1], O_RDWR | O_CREAT, 0600);

	ftruncate(file, 8192);
	told("file", file);
	long at = DO("mmap", SYS_mmap, 0x700000000000, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, file, 4096);
	DO("mmap_failed", SYS_mmap, 4096, 0, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	DO("mprotect", SYS_mprotect, at, 4096, PROT_READ | PROT_EXEC);
	DO("mprotect_failed", SYS_mprotect, 1, 4096, PROT_READ);
	DO("mlock", SYS_mlock, at, 4096);
	DO("mlock_failed", SYS_mlock, 4096, 4096);
	DO("mlock2", SYS_mlock2, at, 4096, MLOCK_ONFAULT);
	DO("mlock2_failed", SYS_mlock2, at, 4096, 6);
	DO("munlock", SYS_munlock, at, 4096);
	DO("munlock_failed", SYS_munlock, 4096, 4096);
	DO("mlockall", SYS_mlockall, MCL_FUTURE | MCL_ONFAULT);
	DO("mlockall_failed", SYS_mlockall, 0);
	DO("munlockall", SYS_munlockall);
	DO("munmap", SYS_munmap, at, 8192);
	DO("munmap_failed", SYS_munmap, 1, 4096);
	DO("brk", SYS_brk, 0);
	DO("brk_refused", SYS_brk, 16);

	struct rlimit64 { unsigned long long soft, hard; } limit, wanted = { 17, 18 };
	DO("getrlimit", SYS_getrlimit, RLIMIT_NOFILE, &limit);
	told("soft", limit.soft);
	told("hard", limit.hard);
	DO("getrlimit_failed", SYS_getrlimit, 77, &limit);
	DO("setrlimit", SYS_setrlimit, RLIMIT_MSGQUEUE, &wanted);
	DO("setrlimit_failed", SYS_setrlimit, RLIMIT_CORE, NULL);
	DO("prlimit", SYS_prlimit64, 0, RLIMIT_MSGQUEUE, &wanted, &limit);
	DO("prlimit_failed", SYS_prlimit64, -1, RLIMIT_NICE, &wanted, &limit);

	int word = 5;
	DO("futex", SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 3, NULL, NULL, 0);
	DO("futex_failed", SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 4, NULL, NULL, -1);
	struct timespec pause = { 0, 1234567 }, bad = { 1, -1 };
	DO("nanosleep", SYS_nanosleep, &pause, NULL);
	DO("nanosleep_failed", SYS_nanosleep, &bad, NULL);

	long set = DO("semget", SYS_semget, 0x5a4b, 3, IPC_CREAT | IPC_EXCL | 0600);
	DO("semget_failed", SYS_semget, 0x5a4b, 3, IPC_CREAT | IPC_EXCL);
	DO("semctl", SYS_semctl, set, 1, SETVAL, 7);
	DO("semctl_value", SYS_semctl, set, 1, GETVAL, 9);
	struct sembuf up[] = { { 0, 2, SEM_UNDO }, { 1, -3, IPC_NOWAIT }, { 2, 1, 0 } };
	DO("semop", SYS_semop, set, up, 3);
	DO("semop_one", SYS_semop, set, up, 1);
	DO("semop_failed", SYS_semop, -1, up, 2);
	DO("semctl_remove", SYS_semctl, set, 0, IPC_RMID, 0);
	DO("semctl_failed", SYS_semctl, -1, 5, IPC_STAT, 0);

	char theirs[] = "memory of another", ours[sizeof(theirs)] = "";
	struct iovec local[] = { { ours, 6 }, { ours + 6, sizeof(ours) - 6 } }, remote = { theirs, sizeof(theirs) };
	DO("process_vm_readv", SYS_process_vm_readv, getpid(), local, 2, &remote, 1, 0);
	DO("process_vm_readv_failed", SYS_process_vm_readv, 0x3fffffff, local, 2, &remote, 1, 0);
	DO("process_vm_writev", SYS_process_vm_writev, getpid(), local, 1, &remote, 1, 0);
	DO("process_vm_writev_failed", SYS_process_vm_writev, 0x3fffffff, local, 1, &remote, 1, 0);
	DO("process_vm_pid", SYS_getpid);
	return 0;
}
