namespace Saker.Rules.Files;

/// <summary>Reads one rule item: a definition, or a change of an earlier one.</summary>
internal sealed class RuleReader
{
    private static readonly HashSet<string> appendable = ["condition", "output", "desc", "tags", "exceptions"];

    private static readonly HashSet<string> replaceable =
    [
        .. appendable, "priority", "capture", "capture_duration", "enabled", "warn_evttypes", "skip-if-unknown-filter",
    ];

    private static readonly string[] knownKeys = [.. replaceable, "rule", "source", "override", "append"];

    private readonly YamlMapping item;
    private readonly RuleCollection collection;
    private readonly Action<Finding> warn;
    private readonly string name;
    private readonly ItemContext context;
    private readonly ItemReader reader;

    public RuleReader(YamlMapping item, ItemContext parent, RuleCollection collection, Action<Finding> warn)
    {
        this.item = item;
        this.collection = collection;
        this.warn = warn;
        name = new ItemReader(item, parent.Inside(item.Mark, ItemTypes.Rule)).Text("rule");
        context = parent.Inside(item.Mark, ItemTypes.Rule, name);
        reader = new ItemReader(item, context);
    }

    /// <exception cref="LoadException">A key is missing or not what it should be.</exception>
    public void Read()
    {
        string source = reader.OptionalText("source", mayBeEmpty: true) ?? "";
        bool append = reader.OptionalBool("append") ?? false;
        if (append)
            warn(context.Finding(FindingCode.DeprecatedItem, Messages.AppendDeprecated));
        var overrides = OverrideKeys.Read(item, context, appendable, replaceable);
        if (append && !overrides.IsEmpty)
            throw context.Error(FindingCode.YamlValidate, Messages.AppendAndOverride);
        if (!overrides.IsEmpty)
            ReadOverrides(overrides, source);
        else if (append)
            ReadAppend(source);
        else if (!reader.Has("condition") && !reader.Has("output") && !reader.Has("desc") && !reader.Has("priority"))
            ReadEnabled();
        else
            ReadDefinition();
        UnknownKeys.Warn(item, context, warn, knownKeys);
    }

    private void ReadOverrides(OverrideKeys overrides, string source)
    {
        if (overrides.AnyAppended)
        {
            var update = new RuleUpdate(name, context);
            if (overrides.Appends("condition", context))
            {
                update.Source = source;
                ReadCondition(update);
            }

            if (overrides.Appends("exceptions", context))
                update.Exceptions = ExceptionReader.Read(item, context, warn, append: true);
            if (overrides.Appends("output", context))
                update.Output = reader.Text("output");
            if (overrides.Appends("desc", context))
                update.Description = reader.Text("desc");
            if (overrides.Appends("tags", context))
                update.Tags = Tags();
            collection.Append(update);
        }

        if (overrides.AnyReplaced)
            collection.Replace(ReadReplacement(overrides, source));
        overrides.RefuseUnclaimed(item, context);
    }

    private RuleUpdate ReadReplacement(OverrideKeys overrides, string source)
    {
        var update = new RuleUpdate(name, context);
        if (overrides.Replaces("condition", context))
        {
            update.Source = source;
            ReadCondition(update);
        }

        if (overrides.Replaces("exceptions", context))
            update.Exceptions = ExceptionReader.Read(item, context, warn, append: false);
        if (overrides.Replaces("output", context))
            update.Output = reader.Text("output");
        if (overrides.Replaces("desc", context))
            update.Description = reader.Text("desc");
        if (overrides.Replaces("tags", context))
            update.Tags = Tags();
        if (overrides.Replaces("priority", context))
            update.Priority = ReadPriority();
        if (overrides.Replaces("capture", context))
            update.Capture = reader.Bool("capture");
        if (overrides.Replaces("capture_duration", context))
            update.CaptureDuration = reader.OptionalNumber("capture_duration");
        if (overrides.Replaces("enabled", context))
            update.Enabled = reader.Bool("enabled");
        if (overrides.Replaces("warn_evttypes", context))
            update.WarnEventTypes = reader.Bool("warn_evttypes");
        if (overrides.Replaces("skip-if-unknown-filter", context))
            update.SkipIfUnknownFilter = reader.Bool("skip-if-unknown-filter");
        return update;
    }

    private void ReadAppend(string source)
    {
        var update = new RuleUpdate(name, context) { Source = source };
        if (reader.Has("condition"))
            ReadCondition(update);
        if (reader.Has("exceptions"))
            update.Exceptions = ExceptionReader.Read(item, context, warn, append: true);
        collection.Append(update);
    }

    private void ReadCondition(RuleUpdate update)
    {
        update.Condition = reader.Text("condition");
        update.ConditionContext = context.Inside(reader.MarkOf("condition"), ItemTypes.RuleCondition);
    }

    private void ReadEnabled()
    {
        bool enabled = reader.Bool("enabled");
        warn(context.Finding(FindingCode.DeprecatedItem, Messages.EnabledDeprecated));
        collection.Enable(name, enabled, context);
    }

    private void ReadDefinition()
    {
        string condition = reader.Text("condition");
        string output = reader.Text("output");
        string description = reader.Text("desc");
        var rule = new RuleDefinition(name, context)
        {
            Condition = condition,
            ConditionContext = context.Inside(reader.MarkOf("condition"), ItemTypes.RuleCondition),
            Output = output.Trim(),
            OutputContext = context.Inside(reader.MarkOf("output"), ItemTypes.RuleOutput),
            Description = description,
            Priority = ReadPriority(),
            Source = reader.OptionalText("source") ?? EventSources.Syscall,
            Enabled = reader.OptionalBool("enabled") ?? true,
            Capture = reader.OptionalBool("capture") ?? false,
            CaptureDuration = reader.OptionalNumber("capture_duration") ?? 0,
            WarnEventTypes = reader.OptionalBool("warn_evttypes") ?? true,
            SkipIfUnknownFilter = reader.OptionalBool("skip-if-unknown-filter") ?? false,
            Tags = Tags(),
            Exceptions = ExceptionReader.Read(item, context, warn, append: false),
        };
        collection.Define(rule);
    }

    private Priority ReadPriority()
    {
        string text = reader.Text("priority");
        return Priorities.TryParse(text, out var priority) ? priority : throw context
            .Inside(reader.MarkOf("priority"), ItemTypes.RulePriority).Error(FindingCode.YamlValidate, "Invalid priority");
    }

    private SortedSet<string> Tags() => new(reader.OptionalTexts("tags") ?? [], StringComparer.Ordinal);
}
