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
        var columns = (await ColumnsAsync(folded, scratch, cancellation)).Where(column => column != table.Numbering?.Column);
        var differing = string.Join(" || ", columns.Select(column => $"case when a.{column} is distinct from b.{column} then ' {column}' else '' end"));
        IEnumerable<string> searches =
        [
            $"select {key} as row_key, 'is missing' as what from {folded} a where not exists (select 1 from {live} b where {same})",
            $"select {key} as row_key, 'should not be there' as what from {live} a where not exists (select 1 from {folded} b where {same})",
            $"select row_key, 'differs in' || columns as what from (select {key} as row_key, {differing} as columns from {folded} a join {live} b on {same}) compared where columns <> ''",
            .. table.Numbering is { } numbering ? [Misnumbered(numbering, key, live)] : Array.Empty<string>(),
        ];
        var all = 0L;
        var named = new List<Difference>();
        foreach (var search in searches)
        {
            // Counted first: usually there are none, and a table that somebody has emptied has more than there is room for.
            var count = await scratch.Connection.QuerySingleAsync<long>(scratch.Command($"select count(*) from ({search}) found", cancellation));
            all += count;
            if (count > 0 && named.Count < most)
            {
                named.AddRange((await scratch.Connection.QueryAsync<(string Key, string What)>(scratch.Command($"{search} limit {most - named.Count}", cancellation)))
                    // A numbered row is that of one event, and its key says which.
                    .Select(found => new Difference(table.Name, found.Key, found.What, table.Numbering is null ? null : found.Key.Replace(' ', '@'))));
            }
        }

        return (all, named);
    }

    // The numbers rise from 1 on without a hole, and rise with the versions of each aggregate, of which none is there twice.
    private static string Misnumbered(Numbering numbering, string key, string live)
    {
        var (number, along) = (numbering.Column, numbering.Along);
        var own = $"over (partition by {numbering.Of} order by {along}, {number})";
        return
            $"""
            select {key} as row_key,
                case
                    when a.{along} = a.own_along then 'is there twice'
                    when a.{number} < a.own_number then 'has a lower {number} than what came before it'
                    else 'has the {number} ' || cast(a.{number} as text) || ' behind ' || cast(a.number_before as text)
                end as what
            from (select *, lag({along}) {own} as own_along, lag({number}) {own} as own_number, lag({number}, 1, 0) over (order by {number}) as number_before from {live}) a
            where a.{along} = a.own_along or a.{number} < a.own_number or a.{number} <> a.number_before + 1
            order by a.{number}
            """;
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(string table, Scratch scratch, CancellationToken cancellation)
    {
        await using var reader = await scratch.Connection.ExecuteReaderAsync(scratch.Command($"select * from {table} limit 0", cancellation));
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }
}
