/* Memory, limits of every kind, waiting, semaphores. */
#include "act.h"
#include <linux/futex.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <time.h>

static int file;

#define MEMORY " vm_size=(some) vm_rss=(some) vm_swap=0"
#define MMAP(at, length, protection, flags, descriptor, offset, result, told) \
	CASE((SYS_mmap, at, length, protection, flags, descriptor, offset), "res=" result MEMORY " " told)

static void mapped(void)
{
	const long page = sysconf(_SC_PAGESIZE), three = 3 * page;

	long at = CASE((SYS_mmap, 0, three, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		       "res=@" MEMORY " addr=0 length=%ld prot=PROT_READ|PROT_WRITE flags=MAP_PRIVATE|MAP_ANONYMOUS fd=-1 offset=0", three);
	CASE((SYS_mmap, 0, page, PROT_READ, MAP_SHARED | MAP_POPULATE, file, page),
	     "res=@" MEMORY " addr=0 length=%ld prot=PROT_READ flags=MAP_SHARED|MAP_POPULATE fd=%d offset=%ld", page, file, page);
	CASE((SYS_mmap, 0, page, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_DENYWRITE, file, 0),
	     "res=@" MEMORY " addr=0 length=%ld prot=PROT_READ|PROT_EXEC flags=MAP_PRIVATE|MAP_DENYWRITE fd=%d offset=0", page, file);
	CASE((SYS_mmap, at + page, page, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
	     "res=@" MEMORY " addr=%ld length=%ld prot=PROT_NONE flags=MAP_FIXED|MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE fd=-1 offset=0", at + page, page);
	CASE((SYS_mmap, 0, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_GROWSDOWN, -1, 0),
	     "res=@" MEMORY " addr=0 length=%ld prot=PROT_READ|PROT_WRITE flags=MAP_PRIVATE|MAP_ANONYMOUS|MAP_GROWSDOWN fd=-1 offset=0", page);
	MMAP(0L, 4096L, PROT_READ, MAP_SHARED, CLOSED, 0L, "-EBADF", "addr=0 length=4096 prot=PROT_READ flags=MAP_SHARED fd=999 offset=0");
	MMAP(0L, 4096L, PROT_READ, MAP_ANONYMOUS, -1, 0L, "-EINVAL", "addr=0 length=4096 prot=PROT_READ flags=MAP_ANONYMOUS fd=-1 offset=0");
	MMAP(0L, -1L, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L, "-ENOMEM", "addr=0 length=-1 prot=PROT_WRITE flags=MAP_PRIVATE|MAP_ANONYMOUS fd=-1 offset=0");
	MMAP(0L, 4096L, PROT_READ, MAP_SHARED, STDOUT_FILENO, 0L, "-EACCES", "addr=0 length=4096 prot=PROT_READ flags=MAP_SHARED fd=1 offset=0");

	CASE((SYS_mprotect, at, three, PROT_READ), "res=0 addr=%ld length=%ld prot=PROT_READ", at, three);
	CASE((SYS_mprotect, at, page, PROT_NONE), "res=0 addr=%ld length=%ld prot=PROT_NONE", at, page);
	CASE((SYS_mprotect, at, 0, PROT_READ | PROT_WRITE | PROT_EXEC), "res=0 addr=%ld length=0 prot=PROT_READ|PROT_WRITE|PROT_EXEC", at);
	CASE((SYS_mprotect, 0, page, PROT_WRITE), "res=-ENOMEM addr=0 length=%ld prot=PROT_WRITE", page);
	CASE((SYS_mprotect, at, page, PROT_READ | PROT_GROWSDOWN), "res=-EINVAL addr=%ld length=%ld prot=PROT_READ|PROT_GROWSDOWN", at, page);
	CASE((SYS_mlock, at + 2 * page, page), "res=0 addr=%ld len=%ld", at + 2 * page, page);
	CASE((SYS_mlock, at, -page), "res=-EINVAL addr=%ld len=%ld", at, -page);
	CASE((SYS_mlock2, at + 2 * page, page, 0), "res=0 addr=%ld len=%ld flags=0", at + 2 * page, page);
	CASE((SYS_mlock2, 0, page, 1), "res=-ENOMEM addr=0 len=%ld flags=MLOCK_ONFAULT", page);
	CASE((SYS_munlock, at, three), "res=0 addr=%ld len=%ld", at, three);
	CASE((SYS_munlock, 0, page), "res=-ENOMEM addr=0 len=%ld", page);
	CASE((SYS_mlockall, MCL_CURRENT), "res=0 flags=MCL_CURRENT");
	CASE((SYS_mlockall, MCL_ONFAULT), "res=-EINVAL flags=MCL_ONFAULT");
	CASE((SYS_mlockall, 0x48), "res=-EINVAL flags=0");
	CASE((SYS_munlockall), "res=0");
	CASE((SYS_munmap, at, page), "res=0" MEMORY " addr=%ld length=%ld", at, page);
	CASE((SYS_munmap, at, 0), "res=-EINVAL" MEMORY " addr=%ld length=0", at);
	CASE((SYS_munmap, at + 1, page), "res=-EINVAL" MEMORY " addr=%ld length=%ld", at + 1, page);
	long end = CASE((SYS_brk, 0), "res=@" MEMORY " addr=0");
	CASE((SYS_brk, end + page), "res=%ld" MEMORY " addr=%ld", end + page, end + page);
	CASE((SYS_brk, -1L), "res=%ld" MEMORY " addr=0xffffffffffffffff", end + page);
}

#define LIMIT(name)												\
	CASE((SYS_prlimit64, 0, name, NULL, &old), "res=0 newcur=0 newmax=0 oldcur=%ld oldmax=%ld pid=0 resource=" #name,	\
	     (long)old.rlim_cur, (long)old.rlim_max);								\
	CASE((SYS_getrlimit, name, &old), "res=0 cur=%ld max=%ld resource=" #name, (long)old.rlim_cur, (long)old.rlim_max);	\
	CASE((SYS_setrlimit, name, &old), "res=0 cur=%ld max=%ld resource=" #name, (long)old.rlim_cur, (long)old.rlim_max)

static void limits(void)
{
	struct rlimit old, fewer = { 12, 34 }, crossed = { 2, 1 }, fewest = { 0, 33 };
	int self = getpid();

	LIMIT(RLIMIT_CPU);
	LIMIT(RLIMIT_FSIZE);
	LIMIT(RLIMIT_DATA);
	LIMIT(RLIMIT_STACK);
	LIMIT(RLIMIT_CORE);
	LIMIT(RLIMIT_RSS);
	LIMIT(RLIMIT_NPROC);
	LIMIT(RLIMIT_NOFILE);
	LIMIT(RLIMIT_MEMLOCK);
	LIMIT(RLIMIT_AS);
	LIMIT(RLIMIT_LOCKS);
	LIMIT(RLIMIT_SIGPENDING);
	LIMIT(RLIMIT_MSGQUEUE);
	LIMIT(RLIMIT_NICE);
	LIMIT(RLIMIT_RTPRIO);
	LIMIT(RLIMIT_RTTIME);
	CASE((SYS_prlimit64, self, RLIMIT_CORE, &fewer, NULL), "res=0 newcur=12 newmax=34 oldcur=0 oldmax=0 pid=%d resource=RLIMIT_CORE", self);
	CASE((SYS_prlimit64, self, RLIMIT_CORE, &fewest, &old), "res=0 newcur=0 newmax=33 oldcur=12 oldmax=34 pid=%d resource=RLIMIT_CORE", self);
	CASE((SYS_prlimit64, 0, RLIMIT_CORE, &crossed, &old), "res=-EINVAL newcur=2 newmax=1 oldcur=-1 oldmax=-1 pid=0 resource=RLIMIT_CORE");
	CASE((SYS_prlimit64, 0, 16, NULL, NULL), "res=-EINVAL newcur=0 newmax=0 oldcur=-1 oldmax=-1 pid=0 resource=RLIMIT_UNKNOWN");
	CASE((SYS_getrlimit, RLIMIT_AS, NULL), "res=-EFAULT cur=-1 max=-1 resource=RLIMIT_AS");
	CASE((SYS_setrlimit, RLIMIT_STACK, &crossed), "res=-EINVAL cur=2 max=1 resource=RLIMIT_STACK");
	CASE((SYS_setrlimit, 200, &fewer), "res=-EINVAL cur=12 max=34 resource=RLIMIT_UNKNOWN");
}

#define FUTEX(operation, value, result, told) \
	CASE((SYS_futex, &word, operation, value, &none, &second, 0), "res=" result " addr=%lu op=" told, (unsigned long)&word)

static void waits(void)
{
	static int word = 5, second = 6;
	struct timespec none = {}, brief = { 0, 1000 }, much = { 1, 1000000000 }, past = { -1, 5 };

	FUTEX(FUTEX_WAIT, 4, "-EAGAIN", "FUTEX_WAIT val=4");
	FUTEX(FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 5, "-ETIMEDOUT", "FUTEX_WAIT|FUTEX_PRIVATE_FLAG val=5");
	FUTEX(FUTEX_WAKE, 1, "0", "FUTEX_WAKE val=1");
	FUTEX(FUTEX_TRYLOCK_PI, 0, "!", "FUTEX_TRYLOCK_PI val=0");
	FUTEX(FUTEX_UNLOCK_PI, 0, "-EPERM", "FUTEX_UNLOCK_PI val=0");
	FUTEX(FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG, 2, "-EINVAL", "FUTEX_WAKE_BITSET|FUTEX_PRIVATE_FLAG val=2");
	FUTEX(FUTEX_FD, 0, "-ENOSYS", "FUTEX_FD val=0");
	FUTEX(100, 7, "-ENOSYS", "FUTEX_WAIT val=7");
	CASE((SYS_futex, &word, FUTEX_REQUEUE, 3, 4L, &second, 0), "res=0 addr=%lu op=FUTEX_REQUEUE val=3", (unsigned long)&word);
	CASE((SYS_futex, &word, FUTEX_CMP_REQUEUE, 3, 4L, &second, 6), "res=-EAGAIN addr=%lu op=FUTEX_CMP_REQUEUE val=3", (unsigned long)&word);
	CASE((SYS_futex, 1L, FUTEX_WAKE, 1, NULL, NULL, 0), "res=-EINVAL addr=1 op=FUTEX_WAKE val=1");
	CASE((SYS_futex, NULL, FUTEX_WAKE, 1, NULL, NULL, 0), "res=-EFAULT addr=0 op=FUTEX_WAKE val=1");
	CASE((SYS_nanosleep, &none, NULL), "res=0 interval=0");
	CASE((SYS_nanosleep, &brief, NULL), "res=0 interval=1000");
	CASE((SYS_nanosleep, &much, NULL), "res=-EINVAL interval=2000000000");
	CASE((SYS_nanosleep, &past, NULL), "res=-EINVAL interval=-999999995");
	CASE((SYS_nanosleep, NULL, NULL), "res=-EFAULT interval=0");
}

#define OPERATION(n, number, operation, flags) " sem_num_" #n "=" #number " sem_op_" #n "=" #operation " sem_flg_" #n "=" flags
#define NO_OPERATION(n) OPERATION(n, 0, 0, "0")

static void semaphores(void)
{
	struct semid_ds status;
	unsigned short values[2] = { 3, 4 };
	struct sembuf up[] = { { 0, 1, 0 }, { 1, 2, SEM_UNDO | IPC_NOWAIT } }, down[] = { { 1, -9, IPC_NOWAIT } }, far[] = { { 7, 1, 0 } };

	long set = CASE((SYS_semget, IPC_PRIVATE, 2, 0600), "res=@ key=0 nsems=2 semflg=0");
	CASE((SYS_semget, 0x7a7a, 1, 0600), "res=-ENOENT key=0x7a7a nsems=1 semflg=0");
	CASE((SYS_semget, -5, 1, IPC_EXCL), "res=-ENOENT key=-5 nsems=1 semflg=IPC_EXCL");
	CASE((SYS_semget, IPC_PRIVATE, -1, IPC_CREAT), "res=-EINVAL key=0 nsems=-1 semflg=IPC_CREAT");
	CASE((SYS_semctl, set, 0, SETALL, values), "res=0 semid=%ld semnum=0 cmd=SETALL val=0", set);
	CASE((SYS_semctl, set, 1, GETVAL, 5), "res=4 semid=%ld semnum=1 cmd=GETVAL val=0", set);
	CASE((SYS_semctl, set, 1, SETVAL, -1), "res=-ERANGE semid=%ld semnum=1 cmd=SETVAL val=-1", set);
	CASE((SYS_semctl, set, 9, SETVAL, 1), "res=-EINVAL semid=%ld semnum=9 cmd=SETVAL val=1", set);
	CASE((SYS_semctl, set, 0, GETALL, values), "res=0 semid=%ld semnum=0 cmd=GETALL val=0", set);
	CASE((SYS_semctl, set, 0, GETPID, 0), "res=@ semid=%ld semnum=0 cmd=GETPID val=0", set);
	CASE((SYS_semctl, set, 0, GETNCNT, 0), "res=0 semid=%ld semnum=0 cmd=GETNCNT val=0", set);
	CASE((SYS_semctl, set, 1, GETZCNT, 0), "res=0 semid=%ld semnum=1 cmd=GETZCNT val=0", set);
	CASE((SYS_semctl, set, 0, IPC_STAT, &status), "res=0 semid=%ld semnum=0 cmd=IPC_STAT val=0", set);
	CASE((SYS_semctl, set, 0, 99, 0), "res=-EINVAL semid=%ld semnum=0 cmd=0 val=0", set);
	CASE((SYS_semop, set, up, 2), "res=0 nsops=2" OPERATION(0, 0, 1, "0") OPERATION(1, 1, 2, "SEM_UNDO|IPC_NOWAIT") " semid=%ld", set);
	CASE((SYS_semop, set, down, 1), "res=-EAGAIN nsops=1" NO_OPERATION(0) NO_OPERATION(1) " semid=%ld", set);
	CASE((SYS_semop, set, far, 1), "res=-EFBIG nsops=1" NO_OPERATION(0) NO_OPERATION(1) " semid=%ld", set);
	CASE((SYS_semop, set, NULL, 1), "res=-EFAULT nsops=1" NO_OPERATION(0) NO_OPERATION(1) " semid=%ld", set);
	CASE((SYS_semop, set, up, 0), "res=-EINVAL nsops=0" NO_OPERATION(0) NO_OPERATION(1) " semid=%ld", set);
	CASE((SYS_semctl, set, 0, IPC_RMID, 0), "res=0 semid=%ld semnum=0 cmd=IPC_RMID val=0", set);
	CASE((SYS_semctl, set, 0, IPC_RMID, 0), "res=-EINVAL semid=%ld semnum=0 cmd=IPC_RMID val=0", set);
}

int main(int argc, char **argv)
{
	work_in(argv[1]);
	file = open("file", O_RDWR | O_CREAT, 0600);
	ftruncate(file, 1 << 17);
	mapped();
	limits();
	waits();
	semaphores();
	return 0;
}
