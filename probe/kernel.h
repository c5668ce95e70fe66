/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's types as far as the probe looks into them. Offsets are relocated when the probe is loaded, so only names and types
 * count here; fields that nobody reads are left out. A suffix after three underscores marks the shape of other kernel versions.
 */
#pragma once

#include <linux/types.h>
#include <linux/bpf.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
typedef int pid_t;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct list_head {
	struct list_head *next;
};

struct qstr {
	u32 len;
	const unsigned char *name;
};

typedef struct {
	u32 val;
} kuid_t;

typedef struct {
	u32 val;
} kgid_t;

struct super_block {
	u32 s_dev;
	unsigned long s_flags;
	unsigned long s_magic;
};

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

struct inode {
	u16 i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	u32 i_flags;
	struct super_block *i_sb;
	unsigned long i_ino;
	u32 i_nlink;
	s64 i_mtime_sec;
	s64 i_ctime_sec;
	u32 i_mtime_nsec;
	u32 i_ctime_nsec;
};

/* up to 6.5 */
struct inode___whole_times {
	struct timespec64 i_mtime;
	struct timespec64 i_ctime;
};

/* 6.6 to 6.10 */
struct inode___hidden_times {
	struct timespec64 __i_mtime;
	struct timespec64 __i_ctime;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	u32 f_mode;
	void *private_data;
	struct inode *f_inode;
	u32 f_flags;
	struct path f_path;
};

struct filename {
	const char *name;
};

struct fdtable {
	u32 max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
	struct path pwd;
};

struct ns_common {
	u32 inum;
};

struct pid_namespace {
	struct task_struct *child_reaper;
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	u32 level;
	struct upid numbers[1];
};

struct uid_gid_extent {
	u32 first;
	u32 lower_first;
	u32 count;
};

struct uid_gid_map {
	u32 nr_extents;
	struct uid_gid_extent extent[5];
	struct uid_gid_extent *forward;
};

struct user_namespace {
	struct uid_gid_map uid_map;
	struct uid_gid_map gid_map;
};

struct group_info {
	int ngroups;
	kgid_t gid[1];
};

typedef struct {
	u64 val;
} kernel_cap_t;

struct cred {
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	kernel_cap_t cap_inheritable;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	struct user_namespace *user_ns;
	struct group_info *group_info;
};

struct kernfs_node {
	struct kernfs_node *__parent;
	const char *name;
	u64 id;
};

/* up to 6.14 */
struct kernfs_node___plain_parent {
	struct kernfs_node *parent;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct cgroup_subsys {
	const char *name;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys *ss;
};

struct css_set {
	struct cgroup_subsys_state *subsys[1];
	struct cgroup *dfl_cgrp;
};

struct percpu_counter {
	s64 count;
};

struct mm_struct {
	unsigned long total_vm;
	unsigned long arg_start;
	unsigned long arg_end;
	unsigned long env_start;
	unsigned long env_end;
	struct file *exe_file;
	struct percpu_counter rss_stat[4];
};

typedef struct {
	s64 counter;
} atomic_long_t;

/* up to 6.1 */
struct mm_rss_stat {
	atomic_long_t count[4];
};

struct mm_struct___atomic_counts {
	struct mm_rss_stat rss_stat;
};

struct tty_driver {
	int major;
	int minor_start;
};

struct tty_struct {
	int index;
	struct tty_driver *driver;
};

struct rlimit {
	unsigned long rlim_cur;
};

struct signal_struct {
	struct list_head thread_head;
	struct pid *pids[4];
	struct tty_struct *tty;
	struct rlimit rlim[16];
	u32 is_child_subreaper: 1;
};

struct thread_info {
	unsigned long flags;
	u32 status;
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	u32 flags;
	int exit_code;
	u32 pid;
	u32 tgid;
	struct task_struct *real_parent;
	struct list_head children;
	struct task_struct *group_leader;
	struct list_head thread_node;
	struct pid *thread_pid;
	u64 start_time;
	u64 start_boottime;
	unsigned long min_flt;
	unsigned long maj_flt;
	struct mm_struct *mm;
	struct cred *cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	kuid_t loginuid;
	struct css_set *cgroups;
};

struct linux_binprm {
	const char *filename;
	const char *fdpath;
};

union __sifields {
	struct {
		u32 _pid;
	} _kill; /* the sender stands in the same place for every kind of signal that has one */
};

struct kernel_siginfo {
	int si_code;
	union __sifields _sifields;
};

struct socket {
	struct sock *sk;
};

struct in6_addr {
	u8 bytes[16];
};

struct sock_common {
	u32 skc_daddr;
	u16 skc_dport;
	u16 skc_family;
	u8 skc_state;
	struct in6_addr skc_v6_daddr;
};

struct sock {
	struct sock_common __sk_common;
	u16 sk_type;
	u16 sk_protocol;
	u32 sk_ack_backlog;
	u32 sk_max_ack_backlog;
};

struct ipv6_pinfo {
	struct in6_addr saddr;
};

struct inet_sock {
	struct ipv6_pinfo *pinet6;
	u32 inet_saddr;
	u16 inet_sport;
};

struct sockaddr_un {
	char sun_path[108];
};

struct unix_address {
	int len;
	struct sockaddr_un name[1];
};

struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
};

struct open_how {
	u64 flags;
	u64 mode;
	u64 resolve;
};

struct io_cqe {
	s32 res;
	int fd;
};

struct io_uring_task {
	struct task_struct *task;
};

struct io_kiocb {
	struct file *file;
	u8 opcode;
	struct io_cqe cqe;
	struct io_uring_task *tctx;
	void *async_data;
};

/* up to 6.12 */
struct io_kiocb___own_task {
	struct task_struct *task;
};

struct io_open {
	int dfd;
	u32 file_slot;
	struct filename *filename;
	struct open_how how;
};

struct io_unlink {
	int dfd;
	int flags;
	struct filename *filename;
};

struct io_mkdir {
	int dfd;
	u16 mode;
	struct filename *filename;
};

struct io_rename {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
};

struct io_link {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
};

struct io_connect {
	void *addr;
	int addr_len;
};

struct io_accept {
	int flags;
	u32 file_slot;
};

struct sockaddr_storage {
	u16 ss_family;
};

struct io_async_msghdr {
	struct sockaddr_storage addr;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

enum cgroup_subsys_id {
	cpuset_cgrp_id,
	cpu_cgrp_id,
	cpuacct_cgrp_id,
	io_cgrp_id,
	memory_cgrp_id,
};

#pragma clang attribute pop

/* Numbers of the kernel's interfaces that no header offers without dragging in conflicting types. */
#define PF_IO_WORKER 0x00000010
#define PF_USER_WORKER 0x00004000
#define PF_KTHREAD 0x00200000

#define AT_FDCWD -100
#define EINPROGRESS 115

#define FMODE_CREATED 0x100000

#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFIFO 0010000
#define S_IFLNK 0120000
#define S_IMMUTABLE 8
#define SB_RDONLY 1

#define ANON_INODE_FS_MAGIC 0x09041934
#define OVERLAYFS_MAGIC 0x794c7630
#define PID_FS_MAGIC 0x50494446

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16

#define SOCK_RAW 3
#define TCP_ESTABLISHED 1
#define TCP_LISTEN 10

#define PIDTYPE_TGID 1
#define PIDTYPE_PGID 2
#define PIDTYPE_SID 3

#define RLIMIT_NOFILE 7

#define CAP_DAC_OVERRIDE 1
#define CAP_FOWNER 3
