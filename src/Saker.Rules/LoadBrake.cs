namespace Saker.Rules;

/// <summary>
/// Lets whoever loads rules look every so often whether loading may go on, and end it midway: how much memory rules take is known only while they
/// are read and compiled. It holds for one thread, on which loading has to happen.
/// </summary>
public static class LoadBrake
{
    // Steps are values of YAML, places in files that are kept, words of conditions, constants and rules: few hundred of them take some hundred
    // kilobytes at most.
    private const int StepsBetweenLooks = 256;

    [ThreadStatic]
    private static Action? look;

    [ThreadStatic]
    private static int steps;

    /// <summary>Loads, and looks.</summary>
    /// <param name="look">Looks; throws when it is to end.</param>
    /// <param name="load">Loads on this thread.</param>
    public static void Within(Action look, Action load)
    {
        LoadBrake.look = look;
        try
        {
            load();
        }
        finally
        {
            LoadBrake.look = null;
        }
    }

    /// <summary>Something small was read or made.</summary>
    internal static void Step()
    {
        if (look is null || ++steps < StepsBetweenLooks)
            return;
        steps = 0;
        look();
    }
}
