using System.Buffers.Text;

namespace Saker.State;

/// <summary>
/// The users and groups of one root directory, read from its <c>etc/passwd</c> and <c>etc/group</c> and read again when these
/// files change. A file that cannot be read leaves what was known.
/// </summary>
internal sealed class AccountFiles(string root)
{
    private const ulong CheckInterval = 10_000_000_000;
    private const int MaxSize = 4 << 20;

    private readonly Dictionary<uint, User> users = [];
    private readonly Dictionary<uint, Group> groups = [];
    private ulong nextCheck;
    private DateTime passwdTime;
    private DateTime groupTime;

    /// <summary>The user of an id, or null; <paramref name="now"/> in nanoseconds decides when the file is looked at again.</summary>
    public User? User(uint uid, ulong now)
    {
        Refresh(now);
        return users.GetValueOrDefault(uid);
    }

    /// <summary>The group of an id, or null.</summary>
    public Group? Group(uint gid, ulong now)
    {
        Refresh(now);
        return groups.GetValueOrDefault(gid);
    }

    /// <summary>All users by id.</summary>
    public IReadOnlyDictionary<uint, User> Users(ulong now)
    {
        Refresh(now);
        return users;
    }

    /// <summary>All groups by id.</summary>
    public IReadOnlyDictionary<uint, Group> Groups(ulong now)
    {
        Refresh(now);
        return groups;
    }

    private void Refresh(ulong now)
    {
        if (now < nextCheck)
            return;
        nextCheck = now + CheckInterval;
        Read(root + "/etc/passwd", ref passwdTime, users, 7, static f => new User(Utf8Parser.TryParse(f[3], out uint gid, out _) ? gid : 0, f[0], f[5], f[6]));
        Read(root + "/etc/group", ref groupTime, groups, 3, static f => new Group(f[0]));
    }

    private static void Read<T>(string path, ref DateTime known, Dictionary<uint, T> into, int columns, Func<byte[][], T> make)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists || info.LastWriteTimeUtc == known || info.Length > MaxSize)
                return;
            known = info.LastWriteTimeUtc;
            into.Clear();
            foreach (byte[] line in Split(File.ReadAllBytes(path), (byte)'\n'))
            {
                byte[][] field = Split(line, (byte)':');
                if (field.Length >= columns && Utf8Parser.TryParse(field[2], out uint id, out int used) && used == field[2].Length)
                    into.TryAdd(id, make(field));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The container may be gone by now; what is known stays.
        }
    }

    private static byte[][] Split(byte[] text, byte separator)
    {
        var parts = new List<byte[]>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != separator)
                continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }

        return [.. parts];
    }
}
