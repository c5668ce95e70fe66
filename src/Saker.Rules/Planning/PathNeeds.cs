using System.Text;
using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;

namespace Saker.Rules.Planning;

/// <summary>
/// Derives what conditions ask of the path of an opened file, as far as the kernel can look for it. Only paths in plain form are looked
/// at there: absolute, printable, without empty components and without two dots in a row. All others are sent.
/// </summary>
internal sealed class PathNeeds(Knowledge known)
{
    // The probe looks for no longer beginnings.
    private const int LongestBeginning = 255;

    /// <summary>Null when nothing is asked that could be looked for.</summary>
    public PathNeed? Of(Predicate predicate) => Of(predicate, negated: false);

    private PathNeed? Of(Predicate predicate, bool negated)
    {
        switch (known.Judge(predicate))
        {
            case Truth.False:
                return negated ? null : PathNeed.Never;
            case Truth.True:
                return negated ? PathNeed.Never : null;
        }

        return (predicate, negated) switch
        {
            (TextTest test, false) => Of(test),
            (NotPredicate not, _) => Of(not.Child, !negated),
            (AndPredicate and, false) => PathNeed.Best(and.Children.Select(c => Of(c, negated))),
            (AndPredicate and, true) => PathNeed.Either(and.Children.Select(c => Of(c, negated))),
            (OrPredicate or, false) => PathNeed.Either(or.Children.Select(c => Of(c, negated))),
            (OrPredicate or, true) => PathNeed.Best(or.Children.Select(c => Of(c, negated))),
            _ => null,
        };
    }

    private static PathNeed? Of(TextTest test) => test.Operand.Name switch
    {
        "fd.name" => Of(test.Matcher, OfName, Beginning, Ending),
        "fd.directory" => Of(test.Matcher, OfDirectory, Beginning, static _ => null),
        "fd.filename" => Of(test.Matcher, static text => One(PathPart.Name, text), static _ => null, static _ => null),
        // As the caller wrote it: where it starts is another matter, where it ends is not.
        "fd.nameraw" => Of(test.Matcher, OfName, static _ => null, Ending),
        _ => null,
    };

    private static PathNeed? Of(
        TextMatcher matcher, Func<byte[], PathNeed?> whole, Func<byte[], PathNeed?> beginning, Func<byte[], PathNeed?> ending)
    {
        return matcher switch
        {
            EqualText equal => whole(equal.Value),
            TextInSet set => PathNeed.Either(set.Members.Select(whole)),
            StartsWithText start => beginning(start.Value),
            EndsWithText end => ending(end.Value),
            ContainsText part => Inside(part.Value),
            ContainsTextIgnoringCase part => Inside(part.Value),
            PosixRegex regex => Inside(regex.RequiredText),
            GlobText glob => PathNeed.Best([Inside(glob.Glob.LongestLiteral()), glob.IgnoresCase ? null : beginning(glob.Glob.LiteralStart())]),
            TextBelowPaths paths => PathNeed.Either(paths.Prefixes.Literals.Select(path => beginning([(byte)'/', .. path]))),
            TextQuorum { Modifier: Modifier.AllOf } all => PathNeed.Best(all.Matchers.Select(Again)),
            TextQuorum any => PathNeed.Either(any.Matchers.Select(Again)),
            _ => null,
        };

        PathNeed? Again(TextMatcher inner) => Of(inner, whole, beginning, ending);
    }

    /// <summary>Paths with two dots in a row are not looked at, so whoever asks for them need not be considered for the others.</summary>
    private static PathNeed? Inside(ReadOnlySpan<byte> text) => text.IndexOf(".."u8) >= 0 ? PathNeed.Never : null;

    private static PathNeed? OfName(byte[] path) => Inside(path) ?? One(PathPart.Name, path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1));

    private static PathNeed OfDirectory(byte[] path) => One(PathPart.Directory, path.AsSpan().SequenceEqual("/"u8) ? [] : path);

    private static PathNeed? Beginning(byte[] text) => text.Length <= 1 ? null
        : Inside(text) ?? One(PathPart.Beginning, text.AsSpan(0, Math.Min(text.Length, LongestBeginning)));

    private static PathNeed? Ending(byte[] text)
    {
        int slash = text.AsSpan().LastIndexOf((byte)'/');
        return slash < 0 ? Inside(text) ?? One(PathPart.Ending, text) : One(PathPart.Name, text.AsSpan(slash + 1));
    }

    private static PathNeed One(PathPart part, ReadOnlySpan<byte> text) => new([new PathAtom(part, Encoding.Latin1.GetString(text))]);
}
