using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>Compares a table with one that holds what it should hold.</summary>
internal static class TableComparison
{
    /// <param name="most">How many differences are named.</param>
    /// <returns>How many there are, and the first of them.</returns>
    public static async Task<(long Differing, IReadOnlyList<Difference> Named)> FindAsync(ReadTable table, string live, string folded, int most, Scratch scratch, CancellationToken cancellation)
    {
        // Without it the planner would take the table, which was filled a moment ago, for an empty one.
        await scratch.Connection.ExecuteAsync(scratch.Command($"analyze {folded}", cancellation));
        var key = string.Join(" || ' ' || ", table.Key.Select(column => $"a.{column}"));
        var same = string.Join(" and ", table.Key.Select(column => $"a.{column} = b.{column}"));
        var columns = await ColumnsAsync(folded, scratch, cancellation);
        var differing = string.Join(" || ", columns.Select(column => $"case when a.{column} is distinct from b.{column} then ' {column}' else '' end"));
        var all = 0L;
        var named = new List<Difference>();
        foreach (var (what, rows) in new[]
        {
            ("is missing", $"select {key} as row_key, '' as columns from {folded} a where not exists (select 1 from {live} b where {same})"),
            ("should not be there", $"select {key} as row_key, '' as columns from {live} a where not exists (select 1 from {folded} b where {same})"),
            ("differs", $"select row_key, columns from (select {key} as row_key, {differing} as columns from {folded} a join {live} b on {same}) compared where columns <> ''"),
        })
        {
            // Counted first: usually there are none, and a table that somebody has emptied has more than there is room for.
            var count = await scratch.Connection.QuerySingleAsync<long>(scratch.Command($"select count(*) from ({rows}) counted", cancellation));
            all += count;
            if (count > 0 && named.Count < most)
            {
                named.AddRange((await scratch.Connection.QueryAsync<(string Key, string Columns)>(scratch.Command($"{rows} limit {most - named.Count}", cancellation)))
                    .Select(found => new Difference(table.Name, found.Key, found.Columns.Length > 0 ? $"{what} in{found.Columns}" : what, Event: null)));
            }
        }

        return (all, named);
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(string table, Scratch scratch, CancellationToken cancellation)
    {
        await using var reader = await scratch.Connection.ExecuteReaderAsync(scratch.Command($"select * from {table} limit 0", cancellation));
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }
}
