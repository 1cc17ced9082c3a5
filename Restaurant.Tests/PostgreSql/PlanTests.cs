using System.Data.Common;
using Dapper;
using Restaurant.Projections.ReadModel;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>How the server goes about statements that must stay short however many rows there are.</summary>
[Trait("Database", "PostgreSql")]
public sealed class PlanTests : ViewTest
{
    [PostgreSqlFact]
    public async Task Gaps_are_looked_up_one_by_one_however_many_there_are()
    {
        Execute(
            """
            insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            select 0, false, 'x', number, 'x', 'x', 1 from generate_series(1, 20000) number;
            analyze journal
            """);
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        var ranges = $"[{string.Join(',', Enumerable.Range(1, 1_000).Select(gap => $"[{gap * 10},{gap * 10}]"))}]";

        var plan = await PlanAsync(connection, $"select * from {Database.Sql.JournalInRanges} order by ordering", new { ranges });

        Assert.Contains(plan, step => step.Contains("Index Scan using journal_pkey", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("Index Cond: ((ordering >=", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("Join Filter", StringComparison.Ordinal));
    }

    [PostgreSqlFact]
    public async Task Each_list_is_read_off_an_index_on_the_first_page_and_on_the_next()
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(30, new Random(1))]));
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        // With few rows it would not matter: whoever can do without, does.
        await connection.ExecuteAsync("set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off");
        foreach (var list in IndexTests.Lists().Cast<object[]>().Select(row => (string)row[0]))
        {
            foreach (var after in new[] { null, new Cursor("", "5", "5") })
            {
                var (sql, parameters) = IndexTests.Statement(list, after, Database.Sql);
                Assert.DoesNotContain(await PlanAsync(connection, sql, parameters), IsSlow);
            }
        }

        Execute("drop index orders_newest");
        var (newest, nothing) = IndexTests.Statement("orders", after: null, Database.Sql);
        Assert.Contains(await PlanAsync(connection, newest, nothing), IsSlow);
    }

    private static bool IsSlow(string step) => step.Contains("Seq Scan", StringComparison.Ordinal) || step.Contains("Sort", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> PlanAsync(DbConnection connection, string sql, object parameters) =>
        [.. await connection.QueryAsync<string>($"explain (costs off) {sql}", parameters)];
}
