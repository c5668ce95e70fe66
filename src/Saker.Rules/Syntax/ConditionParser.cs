using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace Saker.Rules.Syntax;

/// <summary>
/// Reads conditions by recursive descent. <c>not</c> binds tighter than <c>and</c>, which binds tighter than <c>or</c>; chains of
/// the same word become one node.
/// </summary>
public sealed class ConditionParser
{
    /// <summary>How deep the grammar may nest in rules.</summary>
    public const int DefaultMaxDepth = 1000;

    private readonly ConditionLexer lexer;
    private readonly int maxDepth;
    private IReadOnlySet<string> plainFields = FrozenSet<string>.Empty;
    private int depth;

    private ConditionParser(byte[] text, int maxDepth)
    {
        lexer = new ConditionLexer(text);
        this.maxDepth = maxDepth;
    }

    /// <summary>Reads a condition from end to end.</summary>
    /// <exception cref="ConditionSyntaxException">It is none.</exception>
    public static Condition Parse(string text, int maxDepth = DefaultMaxDepth)
    {
        var condition = ParsePrefix(text, out var end, out string lastToken, maxDepth);
        return end.Index == Encoding.UTF8.GetByteCount(text)
            ? condition
            : throw new ConditionSyntaxException($"unexpected token after '{lastToken}', expecting 'or', 'and'", end);
    }

    /// <summary>Reads a condition in which some names without a dot are fields, too: those of an alert, which has no macros.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="plainFields">The names.</param>
    /// <exception cref="ConditionSyntaxException">It is none.</exception>
    public static Condition Parse(string text, IReadOnlySet<string> plainFields)
    {
        var parser = new ConditionParser(Encoding.UTF8.GetBytes(text), DefaultMaxDepth) { plainFields = plainFields };
        var condition = text.Length > 0 ? parser.Or() : throw new ConditionSyntaxException("the condition is empty", Position.Start);
        return parser.lexer.Position.Index == Encoding.UTF8.GetByteCount(text)
            ? condition
            : throw new ConditionSyntaxException($"unexpected token after '{parser.lexer.TokenText}', expecting 'or', 'and'", parser.lexer.Position);
    }

    /// <summary>Reads a field or a call of a transformer from the start of a text, as outputs and exceptions name them.</summary>
    /// <returns>Null when the text begins with neither.</returns>
    public static Operand? ParseOperand(string text, out Position end)
    {
        var parser = new ConditionParser(Encoding.UTF8.GetBytes(text), DefaultMaxDepth);
        try
        {
            var operand = parser.FieldOrCall();
            end = parser.lexer.Position;
            return operand;
        }
        catch (ConditionSyntaxException)
        {
            end = parser.lexer.Position;
            return null;
        }
    }

    private static Condition ParsePrefix(string text, out Position end, out string lastToken, int maxDepth)
    {
        if (text.Length == 0)
            throw new ConditionSyntaxException("filter input string is empty", Position.Start);
        var parser = new ConditionParser(Encoding.UTF8.GetBytes(text), maxDepth);
        var condition = parser.Or();
        end = parser.lexer.Position;
        lastToken = parser.lexer.TokenText;
        return condition;
    }

    private Condition Or()
    {
        Enter();
        var position = lexer.Position;
        var children = ImmutableArray.CreateBuilder<Condition>();
        lexer.Blanks();
        children.Add(And());
        lexer.Blanks();
        while (lexer.Literal("or"))
        {
            children.Add(lexer.Blanks() ? And() : GroupAfter("or"));
            lexer.Blanks();
        }

        Leave();
        return children.Count > 1 ? new OrCondition(children.DrainToImmutable(), position) : children[0];
    }

    private Condition And()
    {
        Enter();
        var position = lexer.Position;
        var children = ImmutableArray.CreateBuilder<Condition>();
        lexer.Blanks();
        children.Add(Not());
        lexer.Blanks();
        while (lexer.Literal("and"))
        {
            children.Add(lexer.Blanks() ? Not() : GroupAfter("and"));
            lexer.Blanks();
        }

        Leave();
        return children.Count > 1 ? new AndCondition(children.DrainToImmutable(), position) : children[0];
    }

    private Condition Not()
    {
        Enter();
        var position = lexer.Position;
        bool negated = false;
        lexer.Blanks();
        while (lexer.Not())
            negated = !negated;
        Condition child;
        if (lexer.Literal("not("))
        {
            negated = !negated;
            child = GroupRemainder();
        }
        else
        {
            child = Check();
        }

        Leave();
        return negated ? new NotCondition(child, position) : child;
    }

    private Condition Check()
    {
        Enter();
        var position = lexer.Position;
        lexer.Blanks();
        Condition check;
        if (lexer.Literal("("))
            check = GroupRemainder();
        else if (FieldOrCall() is { } left)
            check = CheckRemainder(left, position);
        else if (lexer.Identifier())
            check = Name(lexer.TokenText, position);
        else
            throw Expected("expected a '(' token, a field check, or an identifier");
        Leave();
        return check;
    }

    private Condition Name(string name, Position position) => plainFields.Contains(name)
        ? CheckRemainder(new FieldReference(name, null, position), position)
        : new MacroReference(name, position);

    private Condition GroupAfter(string word) =>
        lexer.Literal("(") ? GroupRemainder() : throw Expected($"expected blank or '(' after '{word}'");

    private Condition GroupRemainder()
    {
        Enter();
        lexer.Blanks();
        var condition = Or();
        lexer.Blanks();
        Close("expected a ')' token");
        Leave();
        return condition;
    }

    private Condition CheckRemainder(Operand left, Position position)
    {
        Enter();
        lexer.Blanks();
        Condition check;
        if (lexer.Literal("exists"))
            check = new UnaryCheck(left, position);
        else if (lexer.Operator(CheckOperator.NumberOperators))
            check = new BinaryCheck(left, CheckOperator.Of(lexer.TokenText, null), NumberOrCall(), position);
        else if (lexer.Operator(CheckOperator.TextOperators))
            check = TextCheck(left, lexer.TokenText, position);
        else if (lexer.OneOf(CheckOperator.ListOperators))
            check = new BinaryCheck(left, CheckOperator.Of(lexer.TokenText, null), ListOrCall(), position);
        else
            throw Expected("expected a valid check operator: one of " + Quoted(
                ["exists", .. CheckOperator.NumberOperators, .. CheckOperator.TextOperators, .. CheckOperator.ListOperators]));
        Leave();
        return check;
    }

    private BinaryCheck TextCheck(Operand left, string name, Position position)
    {
        // A modifier is one only when a list follows; a bare word of the same spelling is a value.
        bool blanks = char.IsAsciiLetter(name[0]) | lexer.Blanks();
        var before = lexer.Position;
        if (blanks && lexer.Operator(CheckOperator.Modifiers) && lexer.TokenText is var modifier && lexer.ListFollows())
            return new BinaryCheck(left, CheckOperator.Of(name, modifier), ListValue(), position);
        lexer.Position = before;
        return new BinaryCheck(left, CheckOperator.Of(name, null), TextOrCall(), position);
    }

    private Operand? FieldOrCall()
    {
        var position = lexer.Position;
        if (lexer.FieldName())
            return FieldRemainder(position);
        return lexer.OneOf(Transformers.Openings) ? CallRemainder(position) : null;
    }

    private FieldReference FieldRemainder(Position position)
    {
        Enter();
        string name = lexer.TokenText;
        string? argument = Argument();
        Leave();
        return new FieldReference(name, argument, position);
    }

    private string? Argument()
    {
        if (!lexer.Literal("["))
            return null;
        if (!lexer.QuotedText() && !lexer.BareArgument())
            throw Expected("expected a valid field argument: a quoted string or a bare string");
        string argument = lexer.TokenText;
        return lexer.Literal("]") ? argument : throw Expected("expected a ']' token");
    }

    private TransformerCall CallRemainder(Position position)
    {
        Enter();
        string name = lexer.TokenText[..^1];
        lexer.Blanks();
        var arguments = ImmutableArray.CreateBuilder<Operand>();
        do
        {
            arguments.Add(CallArgument());
            lexer.Blanks();
        }
        while (lexer.Literal(","));
        Close("expected a ')' token closing the transformer");
        string? selector = Argument();
        Leave();
        return new TransformerCall(name, arguments.DrainToImmutable(), selector, position);
    }

    private Operand CallArgument()
    {
        Enter();
        var position = lexer.Position;
        lexer.Blanks();
        Operand argument;
        if (lexer.Number() || lexer.QuotedText())
            argument = new Value(lexer.Token, position);
        else if (lexer.Literal("("))
            argument = ListRemainder(position);
        else
            argument = FieldOrCall()
                ?? throw Expected("expected field transformer argument: field, transformer, quoted string, number, or transformer list");
        Leave();
        return argument;
    }

    private OperandList ListRemainder(Position position)
    {
        var items = ImmutableArray.CreateBuilder<Operand>();
        lexer.Blanks();
        if (lexer.Literal(")"))
            return new OperandList([], position);
        do
        {
            lexer.Blanks();
            items.Add(FieldOrCall() ?? (lexer.QuotedText() || lexer.Number()
                ? new Value(lexer.Token, position)
                : throw Expected("expected transformer list argument: field, transformer, quoted string, or number")));
            lexer.Blanks();
        }
        while (lexer.Literal(","));
        Close("expected ')'");
        return new OperandList(items.DrainToImmutable(), position);
    }

    private Operand NumberOrCall()
    {
        Enter();
        lexer.Blanks();
        var position = lexer.Position;
        var operand = (Operand?)RightCall() ?? (lexer.Number()
            ? new Value(lexer.Token, position)
            : throw Expected("expected a number value or a field with a valid transformer: " + Quoted(Transformers.Names)));
        Leave();
        return operand;
    }

    private Operand TextOrCall()
    {
        Enter();
        lexer.Blanks();
        var operand = (Operand?)RightCall() ?? Text()
            ?? throw Expected("expected a string value or a field with a valid transformer: " + Quoted(Transformers.Names));
        Leave();
        return operand;
    }

    private Value? Text()
    {
        lexer.Blanks();
        var position = lexer.Position;
        return lexer.QuotedText() || lexer.BareText() ? new Value(lexer.Token, position) : null;
    }

    private Operand ListOrCall()
    {
        Enter();
        lexer.Blanks();
        var position = lexer.Position;
        Operand operand = (Operand?)ValuesInParentheses() ?? RightCall() ?? (Operand?)ListName(position)
            ?? throw Expected("expected a list, an identifier, or a field with a valid transformer: " + Quoted(Transformers.Names));
        Leave();
        return operand;
    }

    private Operand ListValue()
    {
        Enter();
        lexer.Blanks();
        var position = lexer.Position;
        Operand operand = (Operand?)ValuesInParentheses() ?? ListName(position) ?? throw Expected("expected a list or an identifier");
        Leave();
        return operand;
    }

    private Value? ListName(Position position) => lexer.Identifier() ? new Value(lexer.Token, position) : null;

    private ValueList? ValuesInParentheses()
    {
        var position = lexer.Position;
        if (!lexer.Literal("("))
            return null;
        var values = ImmutableArray.CreateBuilder<Value>();
        if (Text() is { } first)
        {
            values.Add(first);
            lexer.Blanks();
            while (lexer.Literal(","))
            {
                values.Add(Text() ?? throw Expected("expected a string value"));
                lexer.Blanks();
            }
        }

        Close("expected a ')' token");
        return new ValueList(values.DrainToImmutable(), position);
    }

    /// <summary>A field on the right side must be wrapped in a call, or it could not be told from a word.</summary>
    private TransformerCall? RightCall()
    {
        Enter();
        lexer.Blanks();
        var position = lexer.Position;
        TransformerCall? call = null;
        if (lexer.Literal("val("))
            call = ValRemainder(position);
        else if (lexer.OneOf(Transformers.Openings))
            call = CallRemainder(position);
        Leave();
        return call;
    }

    private TransformerCall ValRemainder(Position position)
    {
        lexer.Blanks();
        var fieldPosition = lexer.Position;
        if (!lexer.FieldName())
            throw Expected("expected a field within 'val' transformer");
        var field = FieldRemainder(fieldPosition);
        lexer.Blanks();
        Close("expected a ')' token closing the transformer");
        return new TransformerCall(Transformers.Identity, [field], Argument(), position);
    }

    private void Close(string message)
    {
        if (!lexer.Literal(")"))
            throw Expected(message);
    }

    private void Enter()
    {
        if (++depth >= maxDepth)
            throw Expected($"exceeded max depth limit of {maxDepth}");
    }

    private void Leave() => depth--;

    private ConditionSyntaxException Expected(string message) => new(message, lexer.Position);

    private static string Quoted(ReadOnlySpan<string> names) => string.Join(", ", names.ToArray().Select(n => $"'{n}'"));
}
