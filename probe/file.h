/* SPDX-License-Identifier: GPL-2.0 */
/* The open file behind a descriptor, and what the kernel says of it. */
#pragma once

#include "socket.h"

#define O_ACCMODE 3
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_DSYNC 010000
#define O_CLOEXEC 02000000
#define O_SYNC 04010000
#define O_TMPFILE_ALONE 020000000
#if defined(__TARGET_ARCH_arm64)
#define O_DIRECT 0200000
#define O_LARGEFILE 0400000
#define O_DIRECTORY 040000
#else
#define O_DIRECT 040000
#define O_LARGEFILE 0100000
#define O_DIRECTORY 0200000
#endif

static __always_inline u32 bit_if(u32 flags, u32 bits, u32 value)
{
	return (flags & bits) == bits ? value : 0;
}

/* Kernel flags to file_flags. */
static __always_inline u32 open_flags(u32 flags)
{
	u32 access = flags & O_ACCMODE;

	return (access == O_WRONLY ? FILE_FLAGS_O_WRONLY : access == O_RDWR ? FILE_FLAGS_O_RDWR : FILE_FLAGS_O_RDONLY) |
	       bit_if(flags, O_CREAT, FILE_FLAGS_O_CREAT) |
	       bit_if(flags, O_TMPFILE_ALONE, FILE_FLAGS_O_TMPFILE) |
	       bit_if(flags, O_APPEND, FILE_FLAGS_O_APPEND) |
	       bit_if(flags, O_DSYNC, FILE_FLAGS_O_DSYNC) |
	       bit_if(flags, O_EXCL, FILE_FLAGS_O_EXCL) |
	       bit_if(flags, O_NONBLOCK, FILE_FLAGS_O_NONBLOCK) |
	       bit_if(flags, O_SYNC, FILE_FLAGS_O_SYNC) |
	       bit_if(flags, O_TRUNC, FILE_FLAGS_O_TRUNC) |
	       bit_if(flags, O_DIRECT, FILE_FLAGS_O_DIRECT) |
	       bit_if(flags, O_DIRECTORY, FILE_FLAGS_O_DIRECTORY) |
	       bit_if(flags, O_LARGEFILE, FILE_FLAGS_O_LARGEFILE) |
	       bit_if(flags, O_CLOEXEC, FILE_FLAGS_O_CLOEXEC);
}

static __always_inline struct file *file_of(struct task_struct *task, s32 descriptor)
{
	struct fdtable *table = GET(task, files, fdt);
	struct file *file = 0;

	if (descriptor < 0 || (u32)descriptor >= GET(table, max_fds))
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), GET(table, fd) + descriptor);
	return file;
}

static __always_inline struct sock *socket_at(s32 descriptor)
{
	return socket_of(file_of(current_task(), descriptor));
}

/* 0, or the descriptor_flags bit of the overlay layer that holds the file. */
static __always_inline u32 overlay_layer(struct file *file)
{
	struct dentry *dentry = READ(file, f_path.dentry);
	struct dentry *upper = 0;

	if (READ(dentry, d_sb, s_magic) != OVERLAYFS_MAGIC)
		return 0;
	/* An overlay inode is an inode with the dentry of its upper copy right behind. */
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)READ(dentry, d_inode) + bpf_core_type_size(struct inode));
	return upper && READ(upper, d_inode, i_ino) ? DESCRIPTOR_FLAGS_UPPER_LAYER : DESCRIPTOR_FLAGS_LOWER_LAYER;
}

static __always_inline u32 layer_flags(u32 layer)
{
	return layer == DESCRIPTOR_FLAGS_UPPER_LAYER   ? FILE_FLAGS_FD_UPPER_LAYER
	       : layer == DESCRIPTOR_FLAGS_LOWER_LAYER ? FILE_FLAGS_FD_LOWER_LAYER
						       : 0;
}

/* The first eight bytes of a detached file's name, as one number. */
static __always_inline u64 detached_name(struct file *file)
{
	struct dentry *dentry = READ(file, f_path.dentry);
	u64 name = 0;

	if (READ(dentry, d_parent) == dentry)
		bpf_probe_read_kernel(&name, sizeof(name), READ(dentry, d_name.name));
	return name;
}

#define NAME6(a, b, c, d, e, f) \
	((u64)(a) | (u64)(b) << 8 | (u64)(c) << 16 | (u64)(d) << 24 | (u64)(e) << 32 | (u64)(f) << 40)
#define NAME6_BITS 0xffffffffffffULL

static __always_inline bool is_memfd(struct file *file)
{
	return (detached_name(file) & NAME6_BITS) == NAME6('m', 'e', 'm', 'f', 'd', ':');
}

static __always_inline u8 anonymous_type(struct file *file)
{
	switch (detached_name(file) & NAME6_BITS) {
	case NAME6('[', 'e', 'v', 'e', 'n', 't'):
		/* "[eventfd]" or "[eventpoll]" */
		return (detached_name(file) >> 48 & 0xff) == 'p' ? DESCRIPTOR_TYPES_EVENTPOLL : DESCRIPTOR_TYPES_EVENT;
	case NAME6('[', 's', 'i', 'g', 'n', 'a'):
		return DESCRIPTOR_TYPES_SIGNALFD;
	case NAME6('i', 'n', 'o', 't', 'i', 'f'):
		return DESCRIPTOR_TYPES_INOTIFY;
	case NAME6('[', 't', 'i', 'm', 'e', 'r'):
		return DESCRIPTOR_TYPES_TIMERFD;
	case NAME6('b', 'p', 'f', '-', 'm', 'a'):
	case NAME6('b', 'p', 'f', '-', 'p', 'r'):
	case NAME6('b', 'p', 'f', '_', 'l', 'i'):
	case NAME6('b', 'p', 'f', '_', 'i', 't'):
	case NAME6('b', 't', 'f', 0, 0, 0):
		return DESCRIPTOR_TYPES_BPF;
	case NAME6('[', 'u', 's', 'e', 'r', 'f'):
		return DESCRIPTOR_TYPES_USERFAULTFD;
	case NAME6('[', 'i', 'o', '_', 'u', 'r'):
		return DESCRIPTOR_TYPES_IO_URING;
	case NAME6('[', 'p', 'i', 'd', 'f', 'd'):
		return DESCRIPTOR_TYPES_PIDFD;
	default:
		return DESCRIPTOR_TYPES_UNKNOWN;
	}
}

static __always_inline u8 file_type(struct file *file, u32 mode, u64 magic)
{
	/* Before the mode: anonymous inodes are regular files on newer kernels. */
	if (magic == ANON_INODE_FS_MAGIC)
		return anonymous_type(file);
	if (magic == PID_FS_MAGIC)
		return DESCRIPTOR_TYPES_PIDFD;

	switch (mode & S_IFMT) {
	case S_IFREG:
		return is_memfd(file) ? DESCRIPTOR_TYPES_MEMFD : DESCRIPTOR_TYPES_FILE;
	case S_IFCHR:
	case S_IFBLK:
	case S_IFLNK:
		return DESCRIPTOR_TYPES_FILE;
	case S_IFDIR:
		return DESCRIPTOR_TYPES_DIRECTORY;
	case S_IFIFO:
		return DESCRIPTOR_TYPES_FIFO;
	default:
		return DESCRIPTOR_TYPES_UNSUPPORTED;
	}
}

__noinline int add_descriptor_fact(u32 slot, u32 param, u64 address, u32 role)
{
	struct scratch *s = scratch_of(slot);
	struct file *file = (struct file *)address;

	if (!s || !file)
		return 0;

	struct descriptor_fact *fact = begin_fact(s, FACT_KINDS_DESCRIPTOR, param, sizeof(*fact));
	struct inode *inode = READ(file, f_inode);
	u32 mode = READ(inode, i_mode);
	u32 layer = overlay_layer(file);
	u32 flags = open_flags(READ(file, f_flags)) | layer_flags(layer);

	__builtin_memset(fact, 0, sizeof(*fact));
	if (READ(file, f_mode) & FMODE_CREATED)
		flags |= FILE_FLAGS_O_F_CREATED;
	fact->open_flags = flags;
	fact->dev = READ(inode, i_sb, s_dev);
	fact->ino = READ(inode, i_ino);
	/* Odd, so that no two addresses meet; keyed, so that none can be read back. */
	fact->identity = ((u64)file ^ settings.identity_key) * 0x9e3779b97f4a7c15ULL;
	fact->role = role;
	fact->flags = layer;
	if ((mode & S_IFMT) == S_IFSOCK) {
		describe_socket(fact, socket_of(file));
		return 0;
	}
	fact->type = file_type(file, mode, READ(inode, i_sb, s_magic));
	if (READ(inode, i_nlink) == 0)
		fact->flags |= DESCRIPTOR_FLAGS_UNLINKED;
	return 0;
}

/* What opening a file brings to light. */
struct opened {
	u32 device;
	u64 ino;
	u32 flags; /* file_flags to add */
};

static __always_inline void read_opened(struct opened *opened, struct file *file)
{
	struct inode *inode = READ(file, f_inode);
	u32 device = READ(inode, i_sb, s_dev);

	opened->device = encode_device(device >> 20, device & 0xfffff);
	opened->ino = READ(inode, i_ino);
	opened->flags = layer_flags(overlay_layer(file));
	if (READ(file, f_mode) & FMODE_CREATED)
		opened->flags |= FILE_FLAGS_O_F_CREATED;
}

/* Only a file that is created gets a mode. */
static __always_inline u32 creation_mode(u64 flags, u32 mode)
{
	return flags & (O_CREAT | O_TMPFILE_ALONE) ? mode & 07777 : 0;
}

/* The name of a Unix socket, or of the one at its other end. */
__noinline int add_socket_path(u32 slot, u8 param, u64 socket)
{
	struct scratch *s = scratch_of(slot);
	struct unix_sock *sk = (struct unix_sock *)socket;

	if (!s || READ((struct sock *)sk, __sk_common.skc_family) != AF_UNIX)
		return 0;
	struct unix_sock *peer = (struct unix_sock *)READ(sk, peer);
	struct unix_address *name = READ(sk, addr);

	if (!name)
		name = READ(peer, addr);
	if (!name)
		return 0;
	struct fact_entry *entry = data_at(s, s->at);
	u32 end = put_unix_path(s, sizeof(*entry), (char *)&name->name[0].sun_path, READ(name, len) - SOCKADDR_PATH);

	if (end > sizeof(*entry) + 1)
		begin_fact(s, FACT_KINDS_PATH, param, end - sizeof(*entry) - 1);
	return 0;
}

/* The path of an open file; pipes and most sockets have none. */
static __always_inline void add_file_path(u32 slot, u8 param, struct file *file)
{
	struct sock *sk = socket_of(file);

	if (sk)
		add_socket_path(slot, param, (u64)sk);
	else if (file)
		add_path_fact(slot, FACT_KINDS_PATH, param, (u64)COPY(file, f_path.dentry), (u64)COPY(file, f_path.mnt));
}

static __always_inline bool is_relative(u64 name)
{
	char first = '/';

	bpf_probe_read_user(&first, 1, (void *)name);
	return first != '/';
}

/* Where a relative name starts, when that is not the working directory. */
static __always_inline void add_directory(struct scratch *s, u32 slot, u8 param, s32 descriptor, u64 name)
{
	struct file *file;

	if (descriptor < 0 || !is_relative(name))
		return;
	file = file_of(current_task(), descriptor);
	if (file)
		add_path_fact(slot, FACT_KINDS_DIRECTORY, param, (u64)COPY(file, f_path.dentry), (u64)COPY(file, f_path.mnt));
}

static __always_inline void add_file(struct scratch *s, u32 slot, u8 param, s32 descriptor, u8 role)
{
	struct file *file = file_of(current_task(), descriptor);

	if (!file)
		return;
	add_descriptor_fact(slot, param, (u64)file, role);
	if (s->call.interest & INTERESTS_PATH)
		add_file_path(slot, param, file);
}
