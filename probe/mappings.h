/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers and flags of the kernel's interfaces in those of captures, where the two differ: mostly tables, and a few lines of code for
 * what no table says.
 */
#pragma once

#include "flags.h"
#include <bpf/bpf_helpers.h>

enum mapping {
	MAPPING_NONE,
	/* tables, value by value */
	MAPPING_FCNTL_COMMAND,
	MAPPING_SEMCTL_COMMAND,
	MAPPING_SOCKET_OPTION,
	/* tables, bit by bit */
	MAPPING_PROTECTION,
	MAPPING_MAP_FLAGS,
	MAPPING_SEMGET_FLAGS,
	MAPPING_SEMOP_FLAGS,
	MAPPING_PIPE_FLAGS,
	MAPPING_DESCRIPTOR_FLAGS,
	MAPPING_EPOLL_FLAGS,
	MAPPING_PIDFD_FLAGS,
	MAPPING_MODULE_FLAGS,
	MAPPING_URING_SETUP_FLAGS,
	MAPPING_URING_FEATURES,
	MAPPING_TABLES,
	/* code */
	MAPPING_CLONE_FLAGS,
	MAPPING_MOUNT_FLAGS,
	MAPPING_NODE_MODE,
	MAPPING_FUTEX_OPERATION,
	MAPPING_RESOURCE,
	MAPPING_WHENCE,
	MAPPING_UNSIGNED_INT,
};

#define FIRST_BIT_TABLE MAPPING_PROTECTION
#define MAPPING_ROWS 32

struct mapping_row {
	u32 kernel;
	u32 capture;
};

#define TRUNCATE_FLAG 01000
#define NONBLOCK_FLAG 04000
#define CLOEXEC_FLAG 02000000
#if defined(__TARGET_ARCH_arm64)
#define DIRECT_FLAG 0200000
#else
#define DIRECT_FLAG 040000
#endif

static const struct mapping_row mappings[MAPPING_TABLES][MAPPING_ROWS] = {
	[MAPPING_FCNTL_COMMAND] = {
		{ 0, FCNTL_COMMANDS_F_DUPFD },
		{ 1, FCNTL_COMMANDS_F_GETFD },
		{ 2, FCNTL_COMMANDS_F_SETFD },
		{ 3, FCNTL_COMMANDS_F_GETFL },
		{ 4, FCNTL_COMMANDS_F_SETFL },
		{ 5, FCNTL_COMMANDS_F_GETLK },
		{ 6, FCNTL_COMMANDS_F_SETLK },
		{ 7, FCNTL_COMMANDS_F_SETLKW },
		{ 8, FCNTL_COMMANDS_F_SETOWN },
		{ 9, FCNTL_COMMANDS_F_GETOWN },
		{ 10, FCNTL_COMMANDS_F_SETSIG },
		{ 11, FCNTL_COMMANDS_F_GETSIG },
		{ 12, FCNTL_COMMANDS_F_GETLK64 },
		{ 13, FCNTL_COMMANDS_F_SETLK64 },
		{ 14, FCNTL_COMMANDS_F_SETLKW64 },
		{ 15, FCNTL_COMMANDS_F_SETOWN_EX },
		{ 16, FCNTL_COMMANDS_F_GETOWN_EX },
		{ 36, FCNTL_COMMANDS_F_OFD_GETLK },
		{ 37, FCNTL_COMMANDS_F_OFD_SETLK },
		{ 38, FCNTL_COMMANDS_F_OFD_SETLKW },
		{ 1024, FCNTL_COMMANDS_F_SETLEASE },
		{ 1025, FCNTL_COMMANDS_F_GETLEASE },
		{ 1026, FCNTL_COMMANDS_F_NOTIFY },
		{ 1029, FCNTL_COMMANDS_F_CANCELLK },
		{ 1030, FCNTL_COMMANDS_F_DUPFD_CLOEXEC },
		{ 1031, FCNTL_COMMANDS_F_SETPIPE_SZ },
		{ 1032, FCNTL_COMMANDS_F_GETPIPE_SZ },
	},
	[MAPPING_SEMCTL_COMMAND] = {
		{ 0, SEMCTL_COMMANDS_IPC_RMID },
		{ 1, SEMCTL_COMMANDS_IPC_SET },
		{ 2, SEMCTL_COMMANDS_IPC_STAT },
		{ 3, SEMCTL_COMMANDS_IPC_INFO },
		{ 11, SEMCTL_COMMANDS_GETPID },
		{ 12, SEMCTL_COMMANDS_GETVAL },
		{ 13, SEMCTL_COMMANDS_GETALL },
		{ 14, SEMCTL_COMMANDS_GETNCNT },
		{ 15, SEMCTL_COMMANDS_GETZCNT },
		{ 16, SEMCTL_COMMANDS_SETVAL },
		{ 17, SEMCTL_COMMANDS_SETALL },
		{ 18, SEMCTL_COMMANDS_SEM_STAT },
		{ 19, SEMCTL_COMMANDS_SEM_INFO },
	},
	/* Above the ones that are the same in both. */
	[MAPPING_SOCKET_OPTION] = {
		{ 55, SOCKOPT_OPTIONS_SO_MEMINFO },
		{ 57, SOCKOPT_OPTIONS_SO_COOKIE },
		{ 59, SOCKOPT_OPTIONS_SO_PEERGROUPS },
		{ 66, SOCKOPT_OPTIONS_SO_RCVTIMEO },
		{ 67, SOCKOPT_OPTIONS_SO_SNDTIMEO },
	},
	[MAPPING_PROTECTION] = {
		{ 0x1, PROT_FLAGS_PROT_READ },
		{ 0x2, PROT_FLAGS_PROT_WRITE },
		{ 0x4, PROT_FLAGS_PROT_EXEC },
		{ 0x8, PROT_FLAGS_PROT_SEM },
		{ 0x10, PROT_FLAGS_PROT_SAO },
		{ 0x01000000, PROT_FLAGS_PROT_GROWSDOWN },
		{ 0x02000000, PROT_FLAGS_PROT_GROWSUP },
	},
	[MAPPING_MAP_FLAGS] = {
		{ 0x1, MMAP_FLAGS_MAP_SHARED },
		{ 0x2, MMAP_FLAGS_MAP_PRIVATE },
		{ 0x10, MMAP_FLAGS_MAP_FIXED },
		{ 0x20, MMAP_FLAGS_MAP_ANONYMOUS },
		{ 0x40, MMAP_FLAGS_MAP_32BIT },
		{ 0x80, MMAP_FLAGS_MAP_INHERIT },
		{ 0x100, MMAP_FLAGS_MAP_GROWSDOWN },
		{ 0x800, MMAP_FLAGS_MAP_DENYWRITE },
		{ 0x1000, MMAP_FLAGS_MAP_EXECUTABLE },
		{ 0x2000, MMAP_FLAGS_MAP_LOCKED },
		{ 0x4000, MMAP_FLAGS_MAP_NORESERVE },
		{ 0x8000, MMAP_FLAGS_MAP_POPULATE },
		{ 0x10000, MMAP_FLAGS_MAP_NONBLOCK },
	},
	[MAPPING_SEMGET_FLAGS] = {
		{ 01000, SEMGET_FLAGS_IPC_CREAT },
		{ 02000, SEMGET_FLAGS_IPC_EXCL },
	},
	[MAPPING_SEMOP_FLAGS] = {
		{ 04000, SEMOP_FLAGS_IPC_NOWAIT },
		{ 0x1000, SEMOP_FLAGS_SEM_UNDO },
	},
	[MAPPING_PIPE_FLAGS] = {
		{ NONBLOCK_FLAG, FILE_FLAGS_O_NONBLOCK },
		{ CLOEXEC_FLAG, FILE_FLAGS_O_CLOEXEC },
		{ DIRECT_FLAG, FILE_FLAGS_O_DIRECT },
	},
	/* Of what is asked for a new descriptor, by any call that makes one. */
	[MAPPING_DESCRIPTOR_FLAGS] = {
		{ NONBLOCK_FLAG, FILE_FLAGS_O_NONBLOCK },
		{ CLOEXEC_FLAG, FILE_FLAGS_O_CLOEXEC },
	},
	[MAPPING_EPOLL_FLAGS] = {
		{ CLOEXEC_FLAG, EPOLL_CREATE1_FLAGS_EPOLL_CLOEXEC },
	},
	[MAPPING_PIDFD_FLAGS] = {
		{ NONBLOCK_FLAG, PIDFD_OPEN_FLAGS_PIDFD_NONBLOCK },
	},
	[MAPPING_MODULE_FLAGS] = {
		{ NONBLOCK_FLAG, DELETE_MODULE_FLAGS_O_NONBLOCK },
		{ TRUNCATE_FLAG, DELETE_MODULE_FLAGS_O_TRUNC },
	},
	[MAPPING_URING_SETUP_FLAGS] = {
		/* Captures know a flag of the running ring here too, which has the same bit. */
		{ 0x1, IO_URING_SETUP_FLAGS_IORING_SETUP_IOPOLL | IO_URING_SETUP_FLAGS_IORING_SQ_NEED_WAKEUP },
		{ 0x2, IO_URING_SETUP_FLAGS_IORING_SETUP_SQPOLL },
		{ 0x4, IO_URING_SETUP_FLAGS_IORING_SETUP_SQ_AFF },
		{ 0x8, IO_URING_SETUP_FLAGS_IORING_SETUP_CQSIZE },
		{ 0x10, IO_URING_SETUP_FLAGS_IORING_SETUP_CLAMP },
		{ 0x20, IO_URING_SETUP_FLAGS_IORING_SETUP_ATTACH_RW },
		{ 0x40, IO_URING_SETUP_FLAGS_IORING_SETUP_R_DISABLED },
	},
	[MAPPING_URING_FEATURES] = {
		{ 0x1, IO_URING_SETUP_FEATS_IORING_FEAT_SINGLE_MMAP },
		{ 0x2, IO_URING_SETUP_FEATS_IORING_FEAT_NODROP },
		{ 0x4, IO_URING_SETUP_FEATS_IORING_FEAT_SUBMIT_STABLE },
		{ 0x8, IO_URING_SETUP_FEATS_IORING_FEAT_RW_CUR_POS },
		{ 0x10, IO_URING_SETUP_FEATS_IORING_FEAT_CUR_PERSONALITY },
		{ 0x20, IO_URING_SETUP_FEATS_IORING_FEAT_FAST_POLL },
		{ 0x40, IO_URING_SETUP_FEATS_IORING_FEAT_POLL_32BITS },
		{ 0x80, IO_URING_SETUP_FEATS_IORING_FEAT_SQPOLL_NONFIXED },
		{ 0x100, IO_URING_SETUP_FEATS_IORING_FEAT_ENTER_EXT_ARG },
		{ 0x200, IO_URING_SETUP_FEATS_IORING_FEAT_NATIVE_WORKERS },
		{ 0x400, IO_URING_SETUP_FEATS_IORING_FEAT_RSRC_TAGS },
	},
};

#define SAME_SOCKET_OPTIONS 50
#define FUTEX_COMMANDS 127
#define FUTEX_CMP_REQUEUE_PI 12
#define FUTEX_MODIFIERS (FUTEX_OPERATIONS_FUTEX_PRIVATE_FLAG | FUTEX_OPERATIONS_FUTEX_CLOCK_REALTIME)
#define RESOURCES 16
#define SEEK_END 2

static __always_inline u32 mapped_value(u32 table, u32 value)
{
	for (u32 i = 0; i < MAPPING_ROWS; i++) {
		const struct mapping_row *row = &mappings[table][i];

		if (!row->capture)
			break;
		if (row->kernel == value)
			return row->capture;
	}
	return 0;
}

static __always_inline u32 mapped_bits(u32 table, u32 bits)
{
	u32 mapped = 0;

	for (u32 i = 0; i < MAPPING_ROWS; i++) {
		const struct mapping_row *row = &mappings[table][i];

		if (!row->capture)
			break;
		if (bits & row->kernel)
			mapped |= row->capture;
	}
	return mapped;
}

/* Tables are walked here and nowhere else, so that the verifier walks each row once. */
__noinline u32 mapped_by_table(u32 table, u32 value)
{
	if (table >= MAPPING_TABLES)
		return 0;
	return table < FIRST_BIT_TABLE ? mapped_value(table, value) : mapped_bits(table, value);
}

static __always_inline u32 socket_option(u32 option)
{
	return option <= SAME_SOCKET_OPTIONS ? option : mapped_by_table(MAPPING_SOCKET_OPTION, option);
}

static __always_inline u32 futex_operation(u32 operation)
{
	u32 command = operation & FUTEX_COMMANDS;

	return (command <= FUTEX_CMP_REQUEUE_PI ? command : 0) | (operation & FUTEX_MODIFIERS);
}

#define POLL_SAME 0x7
#define POLL_SHIFTED 0x3f8
#define POLLRDHUP 0x2000
#define CAPTURE_POLLRDHUP 0x8

/* Captures have one event in the middle that the kernel has at the end. */
static __always_inline u16 poll_events(u16 events)
{
	return (events & POLL_SAME) | (events & POLL_SHIFTED) << 1 | (events & POLLRDHUP ? CAPTURE_POLLRDHUP : 0);
}

static __always_inline u64 mapped(u8 mapping, u64 value)
{
	switch (mapping) {
	case MAPPING_NONE:
		return value;
	case MAPPING_CLONE_FLAGS:
		return clone_flags(value);
	case MAPPING_MOUNT_FLAGS:
		return mount_flags(value);
	case MAPPING_NODE_MODE:
		/* No type means a regular file. */
		return value & S_IFMT ? value & 0177777 : S_IFREG | (value & 07777);
	case MAPPING_FUTEX_OPERATION:
		return futex_operation(value);
	case MAPPING_RESOURCE:
		return (u32)value < RESOURCES ? value : RLIMIT_RESOURCES_RLIMIT_UNKNOWN;
	case MAPPING_WHENCE:
		return value <= SEEK_END ? value : 0;
	case MAPPING_UNSIGNED_INT:
		return (u32)value;
	default:
		return mapped_by_table(mapping, value);
	}
}
