using Saker.SchemaCompiler;

// schema-compiler SCHEMA_DIRECTORY c|events|fields OUTPUT_FILE
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: schema-compiler SCHEMA_DIRECTORY c|events|fields OUTPUT_FILE");
    return 1;
}

var schema = Schema.Load(args[0]);
string text = args[1] switch
{
    "c" => CHeader.Write(schema),
    "events" => EventTables.Write(schema),
    "fields" => FieldTables.Write(schema),
    var other => throw new ArgumentException($"unknown kind of output '{other}'"),
};

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[2]))!);
File.WriteAllText(args[2], text);
return 0;
