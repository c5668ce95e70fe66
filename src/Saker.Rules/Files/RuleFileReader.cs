using System.Buffers;
using System.Collections.Immutable;
using YamlDotNet.Core;

namespace Saker.Rules.Files;

/// <summary>Reads the items of a rules file into a collection, in order. The first error ends it.</summary>
internal sealed class RuleFileReader(RuleCollection collection, Action<Finding> warn, Action<string> warnOfSchema)
{
    private static readonly SearchValues<char> forbiddenInListNames = SearchValues.Create("()\"'=, \t\n\v\f\r");

    /// <exception cref="LoadException">Something is wrong with the file.</exception>
    public void Read(string name, string content)
    {
        var context = ItemContext.OfFile(name, content);
        var documents = ReadYaml(content, context);
        foreach (var document in documents.Where(d => !d.IsNull))
            RuleSchema.Check(document, warnOfSchema);
        foreach (var document in documents)
        {
            if (document.IsNull)
                continue;
            if (document is YamlScalar)
                throw context.Error(FindingCode.YamlValidate, "Rules content is not yaml");
            if (document is not YamlSequence items)
                throw context.Error(FindingCode.YamlValidate, "Rules content is not yaml array of objects");
            foreach (var item in items.Items)
            {
                if (!item.IsNull)
                    ReadItem(item, context);
            }
        }
    }

    private static ImmutableArray<YamlNode> ReadYaml(string content, ItemContext context)
    {
        try
        {
            return YamlDocuments.Read(content);
        }
        catch (YamlException e)
        {
            var mark = YamlDocuments.MarkOf(e.Start);
            throw context.Inside(mark with { Line = Math.Max(mark.Line, 0), Column = Math.Max(mark.Column, 0) }, ItemTypes.ValueFor)
                .Error(FindingCode.YamlParse, $"error at line {e.Start.Line}, column {e.Start.Column}: {e.Message}");
        }
    }

    private void ReadItem(YamlNode node, ItemContext parent)
    {
        if (node is not YamlMapping item)
        {
            throw parent.Inside(node.Mark, ItemTypes.RulesContentItem).Error(
                FindingCode.YamlValidate, "Unexpected element type. Each element should be a yaml associative array.");
        }

        if (item["required_engine_version"] is not null)
            ReadEngineVersion(item, parent.Inside(item.Mark, ItemTypes.RequiredEngineVersion));
        else if (item["required_plugin_versions"] is { } plugins)
            ReadPluginVersions(item, plugins, parent);
        else if (item["list"] is not null)
            ReadList(item, parent);
        else if (item["macro"] is not null)
            ReadMacro(item, parent);
        else if (item["rule"] is not null)
            new RuleReader(item, parent, collection, warn).Read();
        else
            warn(parent.Inside(item.Mark, ItemTypes.RulesContentItem).Finding(FindingCode.UnknownItem, "Unknown top level item"));
    }

    private void ReadEngineVersion(YamlMapping item, ItemContext context)
    {
        string text = new ItemReader(item, context).Text("required_engine_version");
        SemanticVersion version;
        if (ItemReader.TryNumber(text, out uint minor))
            version = new SemanticVersion(0, minor, 0);
        else if (!SemanticVersion.TryParse(text, out version))
        {
            throw context.Error(
                FindingCode.YamlValidate,
                $"Unable to parse engine version '{text}' as a semver string. Expected \"x.y.z\" semver format.");
        }

        collection.RequireEngine(version, context);
        WarnUnknownKeys(item, context, "required_engine_version");
    }

    private void ReadPluginVersions(YamlMapping item, YamlNode plugins, ItemContext parent)
    {
        var context = parent.Inside(plugins.Mark, ItemTypes.RequiredPluginVersions);
        if (plugins is not YamlSequence entries)
            throw context.Error(FindingCode.YamlValidate, "Value of required_plugin_versions must be a sequence");
        foreach (var entry in entries.Items)
        {
            var requirement = ReadPlugin(entry, ItemTypes.RequiredPluginVersionsEntry, "Plugin version", context, out var entryContext);
            var alternatives = new List<PluginRequirement> { requirement };
            if (((YamlMapping)entry)["alternatives"] is { } node)
            {
                if (node is not YamlSequence sequence)
                    throw entryContext.Error(FindingCode.YamlValidate, "Value of plugin version alternatives must be a sequence");
                alternatives.AddRange(sequence.Items.Select(alternative => ReadPlugin(
                    alternative, ItemTypes.RequiredPluginVersionsAlternative, "Plugin version alternative", entryContext, out _)));
            }

            collection.RequirePlugin(alternatives, entryContext);
        }

        WarnUnknownKeys(item, parent.Inside(item.Mark, ItemTypes.RequiredPluginVersions), "required_plugin_versions");
    }

    private static PluginRequirement ReadPlugin(
        YamlNode node, string itemType, string what, ItemContext parent, out ItemContext context)
    {
        var unnamed = parent.Inside(node.Mark, itemType);
        if (node is not YamlMapping item)
            throw unnamed.Error(FindingCode.YamlValidate, what + " must be a mapping");
        string name = new ItemReader(item, unnamed).Text("name");
        context = parent.Inside(node.Mark, itemType, name);
        return new PluginRequirement(name, new ItemReader(item, context).Text("version"), context.Locations[^1]);
    }

    private void ReadList(YamlMapping item, ItemContext parent)
    {
        string name = new ItemReader(item, parent.Inside(item.Mark, ItemTypes.List)).Text("list");
        var context = parent.Inside(item.Mark, ItemTypes.List, name);
        if (name.AsSpan().IndexOfAny(forbiddenInListNames) >= 0)
        {
            warn(context.Finding(
                FindingCode.InvalidListName,
                "List has an invalid name. List names should match a regular expression: ([^()\"'[:space:]=,]+)"));
        }

        var reader = new ItemReader(item, context);
        var list = new ListDefinition(name, context) { Items = reader.Texts("items") };
        if (Appends(item, reader, "items"))
            collection.Append(list);
        else
            collection.Define(list);
        WarnUnknownKeys(item, context, "list", "items", "append", "override");
    }

    private void ReadMacro(YamlMapping item, ItemContext parent)
    {
        string name = new ItemReader(item, parent.Inside(item.Mark, ItemTypes.Macro)).Text("macro");
        var context = parent.Inside(item.Mark, ItemTypes.Macro, name);
        if (!char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            warn(context.Finding(
                FindingCode.InvalidMacroName,
                "Macro has an invalid name. Macro names should match a regular expression: ([a-zA-Z]+[a-zA-Z0-9_]*)"));
        }

        var reader = new ItemReader(item, context);
        string condition = reader.Text("condition");
        var macro = new MacroDefinition(name, context)
        {
            Condition = condition,
            ConditionContext = context.Inside(reader.MarkOf("condition"), ItemTypes.MacroCondition),
        };
        if (Appends(item, reader, "condition"))
            collection.Append(macro);
        else
            collection.Define(macro);
        WarnUnknownKeys(item, context, "macro", "condition", "append", "override");
    }

    private bool Appends(YamlMapping item, ItemReader reader, string key)
    {
        bool append = reader.OptionalBool("append") ?? false;
        if (append)
            warn(reader.Context.Finding(FindingCode.DeprecatedItem, Messages.AppendDeprecated));
        var overridable = new HashSet<string> { key };
        var overrides = OverrideKeys.Read(item, reader.Context, overridable, overridable);
        if (append && !overrides.IsEmpty)
            throw reader.Context.Error(FindingCode.YamlValidate, Messages.AppendAndOverride);
        return append || overrides.AnyAppended;
    }

    private void WarnUnknownKeys(YamlMapping item, ItemContext context, params ReadOnlySpan<string> known) =>
        UnknownKeys.Warn(item, context, warn, known);
}
