using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>Compares a table with one that holds what it should hold.</summary>
internal static class TableComparison
{
    public static async Task<IReadOnlyList<Difference>> FindAsync(ReadTable table, string live, string folded, Scratch scratch, CancellationToken cancellation)
    {
        // Without it the planner would take the table, which was filled a moment ago, for an empty one.
        await scratch.Connection.ExecuteAsync(scratch.Command($"analyze {folded}", cancellation));
        var key = string.Join(" || ' ' || ", table.Key.Select(column => $"a.{column}"));
        var same = string.Join(" and ", table.Key.Select(column => $"a.{column} = b.{column}"));
        var columns = await ColumnsAsync(folded, scratch, cancellation);
        var differing = string.Join(" || ", columns.Select(column => $"case when a.{column} is distinct from b.{column} then ' {column}' else '' end"));

        async Task<IEnumerable<Difference>> SelectAsync(string what, string from) =>
            (await scratch.Connection.QueryAsync<(string Key, string Columns)>(scratch.Command(from, cancellation)))
                .Select(found => new Difference(table.Name, found.Key, found.Columns.Length > 0 ? $"{what} in{found.Columns}" : what, Event: null));

        return
        [
            .. await SelectAsync("is missing", $"select {key}, '' from {folded} a where not exists (select 1 from {live} b where {same})"),
            .. await SelectAsync("should not be there", $"select {key}, '' from {live} a where not exists (select 1 from {folded} b where {same})"),
            .. await SelectAsync("differs", $"select * from (select {key} as row_key, {differing} as columns from {folded} a join {live} b on {same}) compared where columns <> ''"),
        ];
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(string table, Scratch scratch, CancellationToken cancellation)
    {
        await using var reader = await scratch.Connection.ExecuteReaderAsync(scratch.Command($"select * from {table} limit 0", cancellation));
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }
}
