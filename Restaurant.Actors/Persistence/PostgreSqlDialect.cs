using System.Text.RegularExpressions;

namespace Restaurant.Actors.Persistence;

/// <summary>PostgreSQL's texts.</summary>
public sealed partial class PostgreSqlDialect : SqlDialect
{
    public override string Ranges =>
        "(select (value ->> 0)::bigint as first, (value ->> 1)::bigint as last from jsonb_array_elements(@ranges::jsonb))";

    public override string ReadTables => "(select tablename as name from pg_catalog.pg_tables where schemaname = 'read')";

    public override string Ddl(string definition) =>
        TypeNames().Replace(definition, type => type.Value == "text" ? "text collate \"C\"" : "bigint");

    public override string In(string column, string parameter) => $"{column} = any({parameter})";

    public override string Contains(string text, string part) => $"strpos({text}, {part}) > 0";

    [GeneratedRegex(@"\b(text|integer)\b")]
    private static partial Regex TypeNames();
}
