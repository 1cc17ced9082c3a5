using System.Data.Common;
using Dapper;
using Restaurant.Projections.Kitchen;
using Restaurant.Projections.Orders;
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

    [PostgreSqlFact]
    public async Task The_board_is_read_off_an_index_of_what_is_on_it_however_much_was_ever_ordered()
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(30, new Random(1))]));
        Execute(
            """
            insert into orders (id, number, customer_id, customer_known, status, total, currency, opened_at, changed_at, placed_at, accept_by, closed_at, version)
            select 'old-' || number, 'AAAAAA', 'anna', true, 'completed', 0, 'USD', '2026', '2026', '2026', '2026', '2026', 1 from generate_series(1, 20000) number;
            insert into orders_lines (order_id, id, position, menu_item_id, description, quantity, price, sub_total, menu_item_version, quoted_at)
            select 'old-' || number, 'l', 0, 'a', 'a', 1, 0, 0, 1, '2026' from generate_series(1, 20000) number;
            insert into menu (id, description, description_lower, price, currency, available, removed, updated_at, version)
            select 'old-' || number, 'a', 'a', 0, 'USD', true, true, '2026', 1 from generate_series(1, 20000) number;
            analyze orders; analyze orders_lines; analyze menu
            """);
        await using var connection = await Database.ConnectAsync(CancellationToken.None);

        foreach (var statement in new[] { KitchenView.Orders, KitchenView.Lines, KitchenView.Flagged })
        {
            var plan = await PlanAsync(connection, statement, new { });
            Assert.Contains(plan, step => step.Contains("orders_on_board", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
        }
    }

    [PostgreSqlFact]
    public async Task An_order_is_found_by_the_indexes_however_few_there_are_and_nothing_of_that_is_left_on_the_connection()
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(30, new Random(1))]));
        Execute("analyze orders; analyze orders_lines; analyze menu");
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        var before = await PlannedAsync(connection);
        List<string> plan;
        await using (var results = await connection.QueryMultipleAsync($"{Database.Sql.ByKeys} explain (costs off) {OrderLookup.Statement(Database.Sql)}", new { ids = (string[])["a"] }))
        {
            await results.ReadAsync();
            plan = [.. await results.ReadAsync<string>()];
        }

        Assert.All((string[])["orders_pkey", "orders_lines_pkey", "menu_pkey"], index => Assert.Contains(plan, step => step.Contains($" {index}", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
        Assert.Equal(before, await PlannedAsync(connection));
        Assert.Contains("plan_cache_mode force_custom_plan", before);
    }

    [PostgreSqlFact]
    public async Task An_order_is_planned_once_for_a_connection()
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(30, new Random(1))]));
        var id = (await Orders.ListAsync(AllOrders, CancellationToken.None)).Items[0].Order.Id;
        // Until the driver has prepared it, and for a while.
        for (var time = 0; time < 20; time++)
        {
            Assert.Equal(id, (await Orders.FindAsync(id, CancellationToken.None))?.Order.Id);
        }

        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        var (once, anew) = await connection.QuerySingleAsync<(long, long)>("select generic_plans, custom_plans from pg_prepared_statements where statement like '%left join orders_lines%'");
        Assert.InRange(once, 1, 20);
        Assert.Equal(0, anew);
    }

    private static async Task<IReadOnlyList<string>> PlannedAsync(DbConnection connection) =>
        [.. await connection.QueryAsync<string>("select name || ' ' || setting from pg_settings where name = 'plan_cache_mode' or starts_with(name, 'enable_') order by name")];

    private static bool IsSlow(string step) => step.Contains("Seq Scan", StringComparison.Ordinal) || step.Contains("Sort", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> PlanAsync(DbConnection connection, string sql, object parameters) =>
        [.. await connection.QueryAsync<string>($"explain (costs off) {sql}", parameters)];
}
