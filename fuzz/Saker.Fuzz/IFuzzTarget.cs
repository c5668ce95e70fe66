namespace Saker.Fuzz;

/// <summary>Something that takes whatever comes.</summary>
public interface IFuzzTarget
{
    /// <summary>As the command line calls it; its seeds lie in the folder of that name.</summary>
    string Name { get; }

    /// <summary>Pieces of its language, for mutations that get past the first character.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>Takes an input. Whatever it throws is a finding.</summary>
    /// <returns>What became of the input in a word or two; inputs with a new outcome are mutated further.</returns>
    string Take(string input);
}
