/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is reported of each system call, as data. Most events are a list of the call's arguments, and one program serves them all;
 * the others name the program that knows them.
 */
#pragma once

#include "mappings.h"
#include "maps.h"

enum param_kind {
	PARAM_NONE,
	PARAM_RESULT,
	PARAM_RESULT_FD, /* the descriptor that the call made */
	PARAM_RESULT_CWD, /* the result; what matters is the working directory after it */
	PARAM_RESULT_SIZE, /* the number of bytes that were moved, 0 when the call failed */
	PARAM_FD, /* with facts about the open file */
	PARAM_PLAIN_FD, /* without: pids, and descriptors whose file the result shows */
	PARAM_DIRFD, /* extra: the argument with the name that may start there */
	PARAM_STRING,
	PARAM_RETURNED_STRING, /* one that the kernel stored, if it did */
	PARAM_BYTES, /* extra: the argument with their number */
	PARAM_DATA, /* what was read or written; extra: the argument with the number to write, of which a failure shows the beginning */
	PARAM_READ_PIECES, /* what was read into a vector; extra: the argument with the number of its pieces */
	PARAM_WRITTEN_PIECES, /* as PARAM_READ_PIECES; a failure shows the beginning */
	PARAM_PIECES_SIZE, /* of the pieces before it, all together */
	PARAM_NUMBER, /* extra: the bits that count, 0 for all */
	PARAM_USER_NUMBER, /* in memory of the caller; extra: how far behind the address */
	PARAM_ZERO, /* what this call has not, and its relatives have */
	PARAM_TIMESPEC, /* nanoseconds */
	PARAM_LIMIT, /* of struct rlimit; extra: which member */
	PARAM_RETURNED_LIMIT, /* as PARAM_LIMIT, -1 when the call failed */
	PARAM_PAIR_FD, /* one of two descriptors that the call made; extra: which one */
	PARAM_PAIR_INODE, /* of the first of two */
	PARAM_PAIR_SOCKET, /* address of either end; extra: which one */
	PARAM_POLLED, /* descriptors with what happened to them; extra: the argument with their number */
	PARAM_MEMORY, /* size of the process, in kilobytes; arg: 0 all, 1 resident, 2 swapped out */
	PARAM_CAPABILITIES, /* arg: 0 inheritable, 1 permitted, 2 effective, after the call */
};

struct param {
	u8 kind;
	u8 arg;
	u16 extra;
	u8 width; /* bytes of a number */
	u8 mapping; /* of the kernel's value to that of captures */
};

#define MAX_PARAMS 16

struct plan {
	u16 event;
	u8 handler;
	u8 ring;
	u32 count;
	struct param params[MAX_PARAMS];
};

#define LIST(name, code, choice, ...)						\
	[NR_##name] = {								\
		.event = EVENT_##code,						\
		.handler = HANDLERS_LISTED,					\
		.ring = choice,							\
		.count = PARAMS_##code,						\
		.params = { __VA_ARGS__ },					\
	}

#define HANDLE(name, code, choice, program)					\
	[NR_##name] = {								\
		.event = EVENT_##code,						\
		.handler = HANDLERS_##program,					\
		.ring = choice,							\
		.count = PARAMS_##code,						\
	}

#define RESULT { PARAM_RESULT, .width = 8 }
#define RESULT_ID { PARAM_RESULT, .width = 4 }
#define RESULT_FD { PARAM_RESULT_FD, .width = 8 }
#define RESULT_CWD { PARAM_RESULT_CWD, .width = 8 }
#define RESULT_SIZE { PARAM_RESULT_SIZE, .width = 4 }
#define FD(arg) { PARAM_FD, arg }
#define PLAIN_FD(arg) { PARAM_PLAIN_FD, arg }
#define PID(arg) { PARAM_PLAIN_FD, arg }
#define INT(arg) { PARAM_PLAIN_FD, arg }
#define DIRFD(arg, name) { PARAM_DIRFD, arg, name }
#define STRING(arg) { PARAM_STRING, arg }
#define RETURNED_STRING(arg) { PARAM_RETURNED_STRING, arg }
#define BYTES(arg, size) { PARAM_BYTES, arg, size }
#define DATA(arg, size) { PARAM_DATA, arg, size }
#define READ_PIECES(arg, count) { PARAM_READ_PIECES, arg, count }
#define WRITTEN_PIECES(arg, count) { PARAM_WRITTEN_PIECES, arg, count }
#define PIECES_SIZE { PARAM_PIECES_SIZE, .width = 4 }
#define U8(arg) { PARAM_NUMBER, arg, .width = 1 }
#define U16(arg) { PARAM_NUMBER, arg, .width = 2 }
#define U32(arg) { PARAM_NUMBER, arg, .width = 4 }
#define U64(arg) { PARAM_NUMBER, arg, .width = 8 }
#define BITS(arg, mask) { PARAM_NUMBER, arg, mask, .width = 4 }
#define MODE(arg) BITS(arg, 07777)
#define MAPPED8(arg, map) { PARAM_NUMBER, arg, .width = 1, .mapping = MAPPING_##map }
#define MAPPED16(arg, map) { PARAM_NUMBER, arg, .width = 2, .mapping = MAPPING_##map }
#define MAPPED32(arg, map) { PARAM_NUMBER, arg, .width = 4, .mapping = MAPPING_##map }
#define MAPPED64(arg, map) { PARAM_NUMBER, arg, .width = 8, .mapping = MAPPING_##map }
#define USER_U32(arg, behind) { PARAM_USER_NUMBER, arg, behind, .width = 4 }
#define USER_U64(arg, behind) { PARAM_USER_NUMBER, arg, behind, .width = 8 }
#define USER_BITS(arg, behind, map) { PARAM_USER_NUMBER, arg, behind, .width = 4, .mapping = MAPPING_##map }
#define ZERO8 { PARAM_ZERO, .width = 1 }
#define ZERO32 { PARAM_ZERO, .width = 4 }
#define TIMESPEC(arg) { PARAM_TIMESPEC, arg, .width = 8 }
#define LIMIT(arg, member) { PARAM_LIMIT, arg, member, .width = 8 }
#define RETURNED_LIMIT(arg, member) { PARAM_RETURNED_LIMIT, arg, member, .width = 8 }
#define PAIR_FD(arg, which) { PARAM_PAIR_FD, arg, which }
#define PAIR_INODE(arg) { PARAM_PAIR_INODE, arg, .width = 8 }
#define PAIR_SOCKET(arg, which) { PARAM_PAIR_SOCKET, arg, which, .width = 8 }
#define POLLED(arg, count) { PARAM_POLLED, arg, count }
#define MEMORY { PARAM_MEMORY, 0 }, { PARAM_MEMORY, 1 }, { PARAM_MEMORY, 2 }
#define CAPABILITIES(set) { PARAM_CAPABILITIES, set }

/* The bits that captures know of what each call takes. */
#define AT_REMOVEDIR 0x200
#define LINKAT_BITS 0x1400
#define FCHOWNAT_BITS 0x1400
#define UMOUNT_BITS 0xf
#define MEMFD_BITS 0x7
#define MODULE_BITS 0x7
#define ACCESS_BITS 0x7
#define CLOSE_RANGE_BITS 0x6
#define FLOCK_BITS 0xf
#define FSTATAT_BITS 0x1900
#define MLOCK2_BITS 0x1
#define MLOCKALL_BITS 0x7
#define URING_ENTER_BITS 0xf
#define FAMILY_BITS 0xff

static const struct plan plans[SYSCALLS] = {
	/* processes */
	HANDLE(execve, SYSCALL_EXECVE_19_X, RING_QUIET_GRAVE, EXEC),
	HANDLE(execveat, SYSCALL_EXECVEAT_X, RING_QUIET_GRAVE, EXEC),
	HANDLE(clone, SYSCALL_CLONE_20_X, RING_QUIET_GRAVE, CLONE),
	HANDLE(clone3, SYSCALL_CLONE3_X, RING_QUIET_GRAVE, CLONE),
	LIST(setpgid, SYSCALL_SETPGID_X, RING_QUIET_GRAVE, RESULT, PID(0), PID(1)),
	LIST(setsid, SYSCALL_SETSID_X, RING_QUIET_GRAVE, RESULT),
	LIST(chdir, SYSCALL_CHDIR_X, RING_QUIET_GRAVE, RESULT_CWD, STRING(0)),
	LIST(fchdir, SYSCALL_FCHDIR_X, RING_QUIET_GRAVE, RESULT_CWD, FD(0)),
	LIST(kill, SYSCALL_KILL_X, RING_CPU, RESULT, PID(0), U8(1)),
	LIST(tkill, SYSCALL_TKILL_X, RING_CPU, RESULT, PID(0), U8(1)),
	LIST(tgkill, SYSCALL_TGKILL_X, RING_CPU, RESULT, PID(0), PID(1), U8(2)),
	HANDLE(prctl, SYSCALL_PRCTL_X, RING_QUIET_GRAVE, PRCTL),
	LIST(pidfd_open, SYSCALL_PIDFD_OPEN_X, RING_CPU, RESULT_FD, PID(0), MAPPED32(1, PIDFD_FLAGS)),
	LIST(getrlimit, SYSCALL_GETRLIMIT_X, RING_CPU, RESULT, RETURNED_LIMIT(1, 0), RETURNED_LIMIT(1, 1), MAPPED8(0, RESOURCE)),
	LIST(setrlimit, SYSCALL_SETRLIMIT_X, RING_CPU, RESULT, LIMIT(1, 0), LIMIT(1, 1), MAPPED8(0, RESOURCE)),
	LIST(prlimit64, SYSCALL_PRLIMIT_X, RING_CPU, RESULT, LIMIT(2, 0), LIMIT(2, 1), RETURNED_LIMIT(3, 0), RETURNED_LIMIT(3, 1), PID(0),
	     MAPPED8(1, RESOURCE)),
	LIST(process_vm_readv, SYSCALL_PROCESS_VM_READV_X, RING_GRAVE, RESULT, PID(0), READ_PIECES(1, 2)),
	LIST(process_vm_writev, SYSCALL_PROCESS_VM_WRITEV_X, RING_GRAVE, RESULT, PID(0), READ_PIECES(1, 2)),
	LIST(nanosleep, SYSCALL_NANOSLEEP_X, RING_CPU, RESULT, TIMESPEC(0)),
	LIST(futex, SYSCALL_FUTEX_X, RING_CPU, RESULT, U64(0), MAPPED16(1, FUTEX_OPERATION), U64(2)),
	LIST(semget, SYSCALL_SEMGET_X, RING_CPU, RESULT, U32(0), U32(1), MAPPED32(2, SEMGET_FLAGS)),
	HANDLE(semctl, SYSCALL_SEMCTL_X, RING_CPU, SEMAPHORE),
	HANDLE(semop, SYSCALL_SEMOP_X, RING_CPU, SEMAPHORE),

	/* memory */
	LIST(brk, SYSCALL_BRK_4_X, RING_CPU, RESULT, MEMORY, U64(0)),
	LIST(mmap, SYSCALL_MMAP_X, RING_CPU, RESULT, MEMORY, U64(0), U64(1), MAPPED32(2, PROTECTION), MAPPED32(3, MAP_FLAGS), FD(4), U64(5)),
	LIST(munmap, SYSCALL_MUNMAP_X, RING_CPU, RESULT, MEMORY, U64(0), U64(1)),
	LIST(mprotect, SYSCALL_MPROTECT_X, RING_CPU, RESULT, U64(0), U64(1), MAPPED32(2, PROTECTION)),
	LIST(mlock, SYSCALL_MLOCK_X, RING_CPU, RESULT, U64(0), U64(1)),
	LIST(mlock2, SYSCALL_MLOCK2_X, RING_CPU, RESULT, U64(0), U64(1), BITS(2, MLOCK2_BITS)),
	LIST(munlock, SYSCALL_MUNLOCK_X, RING_CPU, RESULT, U64(0), U64(1)),
	LIST(mlockall, SYSCALL_MLOCKALL_X, RING_CPU, RESULT, BITS(0, MLOCKALL_BITS)),
	LIST(munlockall, SYSCALL_MUNLOCKALL_X, RING_CPU, RESULT),

	/* files: opened, made, renamed, removed, changed */
	HANDLE(openat, SYSCALL_OPENAT_2_X, RING_CPU, OPEN),
	HANDLE(openat2, SYSCALL_OPENAT2_X, RING_CPU, OPEN),
	HANDLE(open_by_handle_at, SYSCALL_OPEN_BY_HANDLE_AT_X, RING_CPU, OPEN),
	LIST(close, SYSCALL_CLOSE_X, RING_CPU, RESULT, PLAIN_FD(0)),
	LIST(renameat, SYSCALL_RENAMEAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), DIRFD(2, 3), STRING(3)),
	LIST(renameat2, SYSCALL_RENAMEAT2_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), DIRFD(2, 3), STRING(3), U32(4)),
	LIST(unlinkat, SYSCALL_UNLINKAT_2_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), BITS(2, AT_REMOVEDIR)),
	LIST(mkdirat, SYSCALL_MKDIRAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), U32(2)),
	LIST(symlinkat, SYSCALL_SYMLINKAT_X, RING_CPU, RESULT, STRING(0), DIRFD(1, 2), STRING(2)),
	LIST(linkat, SYSCALL_LINKAT_2_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), DIRFD(2, 3), STRING(3), BITS(4, LINKAT_BITS)),
	LIST(fchmodat, SYSCALL_FCHMODAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), MODE(2)),
	LIST(fchmod, SYSCALL_FCHMOD_X, RING_CPU, RESULT, FD(0), MODE(1)),
	LIST(fchown, SYSCALL_FCHOWN_X, RING_CPU, RESULT, FD(0), U32(1), U32(2)),
	LIST(fchownat, SYSCALL_FCHOWNAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), U32(2), U32(3), BITS(4, FCHOWNAT_BITS)),
	LIST(mknodat, SYSCALL_MKNODAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), MAPPED32(2, NODE_MODE), U32(3)),
	LIST(splice, SYSCALL_SPLICE_X, RING_CPU, RESULT, FD(0), FD(2), U64(4), U32(5)),
	LIST(dup, SYSCALL_DUP_1_X, RING_CPU, RESULT_FD, PLAIN_FD(0)),
	LIST(dup3, SYSCALL_DUP3_X, RING_CPU, RESULT_FD, PLAIN_FD(0), PLAIN_FD(1), MAPPED32(2, DESCRIPTOR_FLAGS)),
	LIST(memfd_create, SYSCALL_MEMFD_CREATE_X, RING_GRAVE, RESULT_FD, STRING(0), BITS(1, MEMFD_BITS)),
	LIST(mount, SYSCALL_MOUNT_X, RING_GRAVE, RESULT, STRING(0), STRING(1), STRING(2), MAPPED32(3, MOUNT_FLAGS)),
	LIST(umount2, SYSCALL_UMOUNT2_X, RING_GRAVE, RESULT, STRING(0), BITS(1, UMOUNT_BITS)),
	LIST(chroot, SYSCALL_CHROOT_X, RING_GRAVE, RESULT, STRING(0)),
	HANDLE(fsconfig, SYSCALL_FSCONFIG_X, RING_GRAVE, MOUNT),
	HANDLE(quotactl, SYSCALL_QUOTACTL_X, RING_GRAVE, QUOTA),
	LIST(close_range, SYSCALL_CLOSE_RANGE_X, RING_CPU, RESULT, U32(0), U32(1), BITS(2, CLOSE_RANGE_BITS)),
	LIST(copy_file_range, SYSCALL_COPY_FILE_RANGE_X, RING_CPU, RESULT, FD(2), U64(3), FD(0), U64(1), U64(4)),
	LIST(fcntl, SYSCALL_FCNTL_X, RING_CPU, RESULT, FD(0), MAPPED8(1, FCNTL_COMMAND), U64(2)),
	LIST(flock, SYSCALL_FLOCK_X, RING_CPU, RESULT, FD(0), BITS(1, FLOCK_BITS)),
	LIST(fstat, SYSCALL_FSTAT_X, RING_CPU, RESULT, FD(0)),
	LIST(newfstatat, SYSCALL_NEWFSTATAT_X, RING_CPU, RESULT, DIRFD(0, 1), STRING(1), BITS(3, FSTATAT_BITS)),
	LIST(getcwd, SYSCALL_GETCWD_X, RING_CPU, RESULT, RETURNED_STRING(0)),
	LIST(getdents64, SYSCALL_GETDENTS64_X, RING_CPU, RESULT, FD(0)),
	LIST(ioctl, SYSCALL_IOCTL_3_X, RING_CPU, RESULT, FD(0), U64(1), U64(2)),
	LIST(lseek, SYSCALL_LSEEK_X, RING_CPU, RESULT, FD(0), U64(1), MAPPED8(2, WHENCE)),
	LIST(sendfile, SYSCALL_SENDFILE_X, RING_CPU, RESULT, USER_U64(2, 0), FD(0), FD(1), U64(3)),

	/* descriptors of other kinds, and waiting for them */
	LIST(pipe2, SYSCALL_PIPE2_X, RING_CPU, RESULT, PAIR_FD(0, 0), PAIR_FD(0, 1), PAIR_INODE(0), MAPPED32(1, PIPE_FLAGS)),
	LIST(epoll_create1, SYSCALL_EPOLL_CREATE1_X, RING_CPU, RESULT, MAPPED32(0, EPOLL_FLAGS)),
	LIST(eventfd2, SYSCALL_EVENTFD2_X, RING_CPU, RESULT_FD, MAPPED16(1, DESCRIPTOR_FLAGS), MAPPED64(0, UNSIGNED_INT)),
	LIST(inotify_init1, SYSCALL_INOTIFY_INIT1_X, RING_CPU, RESULT_FD, MAPPED16(0, DESCRIPTOR_FLAGS)),
	LIST(signalfd4, SYSCALL_SIGNALFD4_X, RING_CPU, RESULT_FD, MAPPED16(3, DESCRIPTOR_FLAGS), PLAIN_FD(0), ZERO32),
	LIST(timerfd_create, SYSCALL_TIMERFD_CREATE_X, RING_CPU, RESULT_FD, U8(0), MAPPED8(1, DESCRIPTOR_FLAGS)),
	LIST(ppoll, SYSCALL_PPOLL_X, RING_CPU, RESULT, POLLED(0, 1), TIMESPEC(2), USER_U32(3, 0)),
	LIST(io_uring_setup, SYSCALL_IO_URING_SETUP_X, RING_CPU, RESULT, U32(0), USER_U32(1, 0), USER_U32(1, 4),
	     USER_BITS(1, 8, URING_SETUP_FLAGS), USER_U32(1, 12), USER_U32(1, 16), USER_BITS(1, 20, URING_FEATURES)),
	LIST(io_uring_enter, SYSCALL_IO_URING_ENTER_X, RING_CPU, RESULT, FD(0), U32(1), U32(2), BITS(3, URING_ENTER_BITS), U32(4)),
	LIST(io_uring_register, SYSCALL_IO_URING_REGISTER_X, RING_CPU, RESULT, FD(0), U16(1), U64(2), U32(3)),

	/* data, in small pieces */
	LIST(read, SYSCALL_READ_X, RING_CPU, RESULT, DATA(1, 0), FD(0), U32(2)),
	LIST(write, SYSCALL_WRITE_X, RING_CPU, RESULT, DATA(1, 2), FD(0), U32(2)),
	LIST(pread64, SYSCALL_PREAD_X, RING_CPU, RESULT, DATA(1, 0), FD(0), U32(2), U64(3)),
	LIST(pwrite64, SYSCALL_PWRITE_X, RING_CPU, RESULT, DATA(1, 2), FD(0), U32(2), U64(3)),
	LIST(readv, SYSCALL_READV_X, RING_CPU, RESULT, RESULT_SIZE, READ_PIECES(1, 2), FD(0)),
	LIST(writev, SYSCALL_WRITEV_X, RING_CPU, RESULT, WRITTEN_PIECES(1, 2), FD(0), PIECES_SIZE),
	LIST(preadv, SYSCALL_PREADV_X, RING_CPU, RESULT, RESULT_SIZE, READ_PIECES(1, 2), FD(0), U64(3)),
	LIST(pwritev, SYSCALL_PWRITEV_X, RING_CPU, RESULT, WRITTEN_PIECES(1, 2), FD(0), PIECES_SIZE, U64(3)),

	/* network */
	LIST(socket, SOCKET_SOCKET_X, RING_CPU, RESULT_FD, U32(0), U32(1), U32(2), MAPPED32(1, DESCRIPTOR_FLAGS)),
	LIST(shutdown, SOCKET_SHUTDOWN_X, RING_CPU, RESULT, FD(0), U8(1)),
	HANDLE(connect, SOCKET_CONNECT_X, RING_CPU, CONNECT),
	HANDLE(bind, SOCKET_BIND_X, RING_CPU, CONNECT),
	LIST(listen, SOCKET_LISTEN_X, RING_CPU, RESULT, FD(0), U32(1)),
	HANDLE(accept, SOCKET_ACCEPT_5_X, RING_CPU, ACCEPT),
	HANDLE(accept4, SOCKET_ACCEPT4_6_X, RING_CPU, ACCEPT),
	HANDLE(sendto, SOCKET_SENDTO_X, RING_CPU, TRANSFER),
	HANDLE(recvfrom, SOCKET_RECVFROM_X, RING_CPU, TRANSFER),
	HANDLE(sendmsg, SOCKET_SENDMSG_X, RING_CPU, MESSAGE),
	HANDLE(recvmsg, SOCKET_RECVMSG_X, RING_CPU, MESSAGE),
	HANDLE(sendmmsg, SOCKET_SENDMMSG_X, RING_CPU, MESSAGES),
	HANDLE(recvmmsg, SOCKET_RECVMMSG_X, RING_CPU, MESSAGES),
	HANDLE(setsockopt, SOCKET_SETSOCKOPT_X, RING_CPU, OPTION),
	HANDLE(getsockopt, SOCKET_GETSOCKOPT_X, RING_CPU, OPTION),
	LIST(socketpair, SOCKET_SOCKETPAIR_X, RING_CPU, RESULT, PAIR_FD(3, 0), PAIR_FD(3, 1), PAIR_SOCKET(3, 0), PAIR_SOCKET(3, 1),
	     BITS(0, FAMILY_BITS), U32(1), U32(2)),
	LIST(getsockname, SOCKET_GETSOCKNAME_X, RING_CPU),
	LIST(getpeername, SOCKET_GETPEERNAME_X, RING_CPU),

	/* credentials */
	LIST(setuid, SYSCALL_SETUID_X, RING_GRAVE, RESULT, U32(0)),
	LIST(setgid, SYSCALL_SETGID_X, RING_GRAVE, RESULT, U32(0)),
	LIST(setreuid, SYSCALL_SETREUID_X, RING_GRAVE, RESULT, U32(0), U32(1)),
	LIST(setregid, SYSCALL_SETREGID_X, RING_GRAVE, RESULT, U32(0), U32(1)),
	LIST(setresuid, SYSCALL_SETRESUID_X, RING_GRAVE, RESULT, U32(0), U32(1), U32(2)),
	LIST(setresgid, SYSCALL_SETRESGID_X, RING_GRAVE, RESULT, U32(0), U32(1), U32(2)),
	LIST(getuid, SYSCALL_GETUID_X, RING_CPU, RESULT_ID),
	LIST(geteuid, SYSCALL_GETEUID_X, RING_CPU, RESULT_ID),
	LIST(getgid, SYSCALL_GETGID_X, RING_CPU, RESULT_ID),
	LIST(getegid, SYSCALL_GETEGID_X, RING_CPU, RESULT_ID),
	LIST(getresuid, SYSCALL_GETRESUID_X, RING_CPU, RESULT, USER_U32(0, 0), USER_U32(1, 0), USER_U32(2, 0)),
	LIST(getresgid, SYSCALL_GETRESGID_X, RING_CPU, RESULT, USER_U32(0, 0), USER_U32(1, 0), USER_U32(2, 0)),
	HANDLE(keyctl, SYSCALL_KEYCTL_X, RING_GRAVE, KEY),
	LIST(capset, SYSCALL_CAPSET_X, RING_GRAVE, RESULT, CAPABILITIES(0), CAPABILITIES(1), CAPABILITIES(2)),

	/* namespaces, kernel code, other processes */
	LIST(setns, SYSCALL_SETNS_X, RING_GRAVE, RESULT, FD(0), MAPPED32(1, CLONE_FLAGS)),
	LIST(unshare, SYSCALL_UNSHARE_X, RING_GRAVE, RESULT, MAPPED32(0, CLONE_FLAGS)),
	LIST(bpf, SYSCALL_BPF_2_X, RING_GRAVE, RESULT_FD, U32(0)),
	LIST(init_module, SYSCALL_INIT_MODULE_X, RING_GRAVE, RESULT, BYTES(0, 1), U64(1), STRING(2)),
	LIST(finit_module, SYSCALL_FINIT_MODULE_X, RING_GRAVE, RESULT, FD(0), STRING(1), BITS(2, MODULE_BITS)),
	LIST(delete_module, SYSCALL_DELETE_MODULE_X, RING_GRAVE, RESULT, STRING(0), MAPPED32(1, MODULE_FLAGS)),
	LIST(seccomp, SYSCALL_SECCOMP_X, RING_GRAVE, RESULT, U64(0), U64(1)),
	LIST(pidfd_getfd, SYSCALL_PIDFD_GETFD_X, RING_GRAVE, RESULT_FD, PLAIN_FD(0), PLAIN_FD(1), U32(2)),
	LIST(userfaultfd, SYSCALL_USERFAULTFD_X, RING_GRAVE, RESULT_FD, U32(0)),
	HANDLE(ptrace, SYSCALL_PTRACE_X, RING_GRAVE, PTRACE),

#if defined(__TARGET_ARCH_x86)
	/* calls that newer processors do without */
	HANDLE(fork, SYSCALL_FORK_20_X, RING_QUIET_GRAVE, CLONE),
	HANDLE(vfork, SYSCALL_VFORK_20_X, RING_QUIET_GRAVE, CLONE),
	HANDLE(open, SYSCALL_OPEN_X, RING_CPU, OPEN),
	HANDLE(creat, SYSCALL_CREAT_X, RING_CPU, OPEN),
	LIST(rename, SYSCALL_RENAME_X, RING_CPU, RESULT, STRING(0), STRING(1)),
	LIST(unlink, SYSCALL_UNLINK_2_X, RING_CPU, RESULT, STRING(0)),
	LIST(rmdir, SYSCALL_RMDIR_2_X, RING_CPU, RESULT, STRING(0)),
	LIST(mkdir, SYSCALL_MKDIR_2_X, RING_CPU, RESULT, STRING(0), U32(1)),
	LIST(symlink, SYSCALL_SYMLINK_X, RING_CPU, RESULT, STRING(0), STRING(1)),
	LIST(link, SYSCALL_LINK_2_X, RING_CPU, RESULT, STRING(0), STRING(1)),
	LIST(chmod, SYSCALL_CHMOD_X, RING_CPU, RESULT, STRING(0), MODE(1)),
	LIST(chown, SYSCALL_CHOWN_X, RING_CPU, RESULT, STRING(0), U32(1), U32(2)),
	LIST(lchown, SYSCALL_LCHOWN_X, RING_CPU, RESULT, STRING(0), U32(1), U32(2)),
	LIST(mknod, SYSCALL_MKNOD_X, RING_CPU, RESULT, STRING(0), MAPPED32(1, NODE_MODE), U32(2)),
	LIST(dup2, SYSCALL_DUP2_X, RING_CPU, RESULT_FD, PLAIN_FD(0), PLAIN_FD(1)),
	LIST(access, SYSCALL_ACCESS_X, RING_CPU, RESULT, STRING(0), BITS(1, ACCESS_BITS)),
	LIST(stat, SYSCALL_STAT_X, RING_CPU, RESULT, STRING(0)),
	LIST(lstat, SYSCALL_LSTAT_X, RING_CPU, RESULT, STRING(0)),
	LIST(getdents, SYSCALL_GETDENTS_X, RING_CPU, RESULT, FD(0)),
	LIST(pipe, SYSCALL_PIPE_X, RING_CPU, RESULT, PAIR_FD(0, 0), PAIR_FD(0, 1), PAIR_INODE(0)),
	LIST(epoll_create, SYSCALL_EPOLL_CREATE_X, RING_CPU, RESULT, U32(0)),
	LIST(epoll_wait, SYSCALL_EPOLLWAIT_X, RING_CPU, RESULT, INT(2)),
	LIST(eventfd, SYSCALL_EVENTFD_X, RING_CPU, RESULT_FD, MAPPED64(0, UNSIGNED_INT), ZERO32),
	LIST(inotify_init, SYSCALL_INOTIFY_INIT_X, RING_CPU, RESULT_FD, ZERO8),
	LIST(signalfd, SYSCALL_SIGNALFD_X, RING_CPU, RESULT_FD, PLAIN_FD(0), ZERO32, ZERO8),
	LIST(poll, SYSCALL_POLL_X, RING_CPU, RESULT, POLLED(0, 1), INT(2)),
	LIST(select, SYSCALL_SELECT_X, RING_CPU, RESULT),
#endif
};

static __always_inline const struct plan *plan_of(struct call *call)
{
	return &plans[call->number & (SYSCALLS - 1)];
}
