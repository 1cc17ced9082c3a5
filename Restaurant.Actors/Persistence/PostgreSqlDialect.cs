using System.Text.RegularExpressions;
using Dapper;

namespace Restaurant.Actors.Persistence;

/// <summary>PostgreSQL's texts.</summary>
public sealed partial class PostgreSqlDialect : SqlDialect
{
    // Range by range, each by the index: the offset skips nothing, but keeps the planner from reading the journal once for many ranges.
    public override string JournalInRanges =>
        """
        jsonb_array_elements(@ranges::jsonb) range cross join lateral
            (select * from journal where ordering between (range.value ->> 0)::bigint and (range.value ->> 1)::bigint offset 0) found
        """;

    public override string ReadTables => "(select tablename as name from pg_catalog.pg_tables where schemaname = 'read')";

    public override string Ddl(string definition) =>
        TypeNames().Replace(definition, type => type.Value == "text" ? "text collate \"C\"" : "bigint");

    public override string In(string column, string parameter) => $"{column} = any({parameter})";

    // For many values the planner would rather read the whole table, again and again, while statistics lag behind a table that grows.
    public override string RowsOf(string table, string column, string alias) =>
        $"unnest(@ids) wanted (id) cross join lateral (select * from {table} where {column} = wanted.id offset 0) {alias}";

    // Until the end of the transaction, which is that of the statement: both go to the server together.
    public override string ByKeys =>
        """
        select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);
        """;

    public override string Rows<TRow>() =>
        $"unnest({string.Join(", ", RowColumns<TRow>.All.Select(column => $"@{column.Name}"))}) as given ({string.Join(", ", RowColumns<TRow>.All.Select(column => column.Name))})";

    // Column by column: neither the program nor the server makes a text of the values and takes it apart again.
    public override SqlMapper.IDynamicParameters Parameters<TRow>(TRow[] rows)
    {
        var parameters = new DynamicParameters();
        foreach (var column in RowColumns<TRow>.All)
        {
            parameters.Add(column.Name, column.Values(rows));
        }

        return parameters;
    }

    public override string Contains(string text, string part) => $"strpos({text}, {part}) > 0";

    [GeneratedRegex(@"\b(text|integer)\b")]
    private static partial Regex TypeNames();
}
