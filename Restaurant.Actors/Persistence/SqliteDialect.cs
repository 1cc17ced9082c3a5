using System.Text.Json;
using Dapper;

namespace Restaurant.Actors.Persistence;

/// <summary>SQLite's texts. It compares texts by their code points, and its integers have 64 bits.</summary>
public sealed class SqliteDialect : SqlDialect
{
    private static readonly JsonSerializerOptions AsColumns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public override string JournalInRanges => "journal join json_each(@ranges) range on ordering between range.value ->> 0 and range.value ->> 1";

    public override string ReadTables => "(select name from sqlite_master where type = 'table')";

    public override string Ddl(string definition) => definition;

    // The parameter becomes one for each value.
    public override string In(string column, string parameter) => $"{column} in {parameter}";

    public override string RowsOf(string table, string column, string alias) => $"(select * from {table} where {In(column, "@ids")}) {alias}";

    // It plans quickly.
    public override string ByKeys => "select null;";

    public override string Rows<TRow>() =>
        $"(select {string.Join(", ", RowColumns<TRow>.All.Select(column => $"value ->> '{column.Name}' as {column.Name}"))} from json_each(@rows)) as given";

    public override SqlMapper.IDynamicParameters Parameters<TRow>(TRow[] rows) => new DynamicParameters(new { rows = JsonSerializer.Serialize(rows, AsColumns) });

    public override string Contains(string text, string part) => $"instr({text}, {part}) > 0";
}
