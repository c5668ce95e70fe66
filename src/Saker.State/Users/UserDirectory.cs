using System.Globalization;

namespace Saker.State;

/// <summary>
/// Names of users and groups, for the host and for each container. What a capture tells comes first; then the files of the root
/// that the process lives in.
/// </summary>
public sealed class UserDirectory
{
    private readonly Dictionary<(int Container, uint Id), User> toldUsers = [];
    private readonly Dictionary<(int Container, uint Id), Group> toldGroups = [];
    private readonly Dictionary<int, AccountFiles> files = [];
    private readonly MachineOptions options;

    internal UserDirectory(MachineOptions options)
    {
        this.options = options;
        files[0] = new AccountFiles(options.HostRoot);
    }

    /// <summary>Takes in a user that the capture names; container 0 is the host.</summary>
    public void Tell(int container, uint uid, User user) => toldUsers[(container, uid)] = user;

    /// <summary>Takes in a group that the capture names; container 0 is the host.</summary>
    public void Tell(int container, uint gid, Group group) => toldGroups[(container, gid)] = group;

    /// <summary>Forgets a user that the capture says was deleted.</summary>
    public void ForgetUser(int container, uint uid) => toldUsers.Remove((container, uid));

    /// <summary>Forgets a group that the capture says was deleted.</summary>
    public void ForgetGroup(int container, uint gid) => toldGroups.Remove((container, gid));

    /// <summary>Forgets the files of a container that is over: its number will be another's.</summary>
    internal void Forget(int container) => files.Remove(container);

    /// <summary>The users of the host, by id.</summary>
    internal IReadOnlyDictionary<uint, User> HostUsers(ulong now) =>
        options.Live ? files[0].Users(now) : toldUsers.Where(u => u.Key.Container == 0).ToDictionary(u => u.Key.Id, u => u.Value);

    /// <summary>The groups of the host, by id.</summary>
    internal IReadOnlyDictionary<uint, Group> HostGroups(ulong now) =>
        options.Live ? files[0].Groups(now) : toldGroups.Where(g => g.Key.Container == 0).ToDictionary(g => g.Key.Id, g => g.Value);

    /// <summary>The user of an id as a task sees it, or null.</summary>
    internal unsafe User? UserOf(TaskRecord* task, uint uid, ulong now) =>
        toldUsers.GetValueOrDefault((task->Container, uid)) ?? FilesOf(task, uid)?.User(uid, now);

    /// <summary>The group of an id as a task sees it, or null.</summary>
    internal unsafe Group? GroupOf(TaskRecord* task, uint gid, ulong now) =>
        toldGroups.GetValueOrDefault((task->Container, gid)) ?? FilesOf(task, gid)?.Group(gid, now);

    private unsafe AccountFiles? FilesOf(TaskRecord* task, uint id)
    {
        // A capture comes from another machine: what it leaves unsaid of root is not to be had from this one.
        if (!options.Live && id == 0)
            return null;
        if (files.TryGetValue(task->Container, out var known))
            return known;
        if (!options.Live)
            return null;

        // The process that is seen first shows the way into the container; its files outlive it there.
        var made = new AccountFiles(string.Create(CultureInfo.InvariantCulture, $"{options.HostRoot}/proc/{task->Pid}/root"));
        files[task->Container] = made;
        return made;
    }
}
