using System.Data.Common;
using Dapper;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Customers;
using Restaurant.Projections.Deadlines;
using Restaurant.Projections.Kitchen;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;
using Restaurant.Projections.ReadModel;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

[Trait("Database", "Sqlite")]
public sealed class IndexTests : ViewTest
{
    public static TheoryData<string> Lists() => ["orders", "orders of a customer", "orders of a status", "orders of a number", "orders of a time", "customers", "a search", "a category", "available items", "removed items as well", "description", "-description", "price", "-price", "popularity", "-popularity", "due acceptances", "due abandonments"];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Each_list_is_read_off_an_index_on_the_first_page_and_on_the_next(string list)
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(30, new Random(1))]));
        var (first, next) = (Statement(list, after: null, Database.Sql), Statement(list, new Cursor("", "5", "5"), Database.Sql));
        await using var connection = await Database.ConnectAsync(CancellationToken.None);

        Assert.DoesNotContain(await PlanAsync(connection, first), IsSlow);
        Assert.DoesNotContain(await PlanAsync(connection, next), step => IsSlow(step) || step.StartsWith("SCAN", StringComparison.Ordinal));

        foreach (var index in await connection.QueryAsync<string>("select name from sqlite_master where type = 'index' and sql is not null"))
        {
            await connection.ExecuteAsync($"drop index {index}");
        }

        Assert.Contains(await PlanAsync(connection, first), IsSlow);
    }

    // Several statuses are as many lists, each read off an index, and no more of each than a page; only those few rows are sorted.
    [Fact]
    public async Task Orders_of_several_statuses_are_a_page_of_each_status()
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(30, new Random(1))]));

        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        var plan = await PlanAsync(connection, OrdersView.Statement(AllOrders with { Statuses = [OrderStatus.Open, OrderStatus.Placed] }));

        Assert.Equal(2, plan.Count(step => step == "SEARCH o USING INDEX orders_by_status (status=?)"));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN o", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_board_is_read_off_an_index_of_what_is_on_it()
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(30, new Random(1))]));
        await using var connection = await Database.ConnectAsync(CancellationToken.None);

        Assert.Equal(["SCAN o USING INDEX orders_on_board"], await PlanAsync(connection, (KitchenView.Orders, new DynamicParameters())));
        foreach (var (statement, joined) in new[] { (KitchenView.Lines, "orders_lines"), (KitchenView.Flagged, "menu") })
        {
            var plan = await PlanAsync(connection, (statement, new DynamicParameters()));
            Assert.Equal("SCAN o USING INDEX orders_on_board", plan[0]);
            Assert.Contains(plan, step => step.Contains($"USING INDEX sqlite_autoindex_{joined}_1", StringComparison.Ordinal));
            Assert.All(plan.Skip(1), step => Assert.True(step.StartsWith("SEARCH", StringComparison.Ordinal) || step.StartsWith("USE TEMP B-TREE", StringComparison.Ordinal), step));
        }
    }

    private static bool IsSlow(string step) => step.Contains("TEMP B-TREE", StringComparison.Ordinal) ||
        (step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("USING INDEX", StringComparison.Ordinal));

    internal static (string Sql, DynamicParameters Parameters) Statement(string list, Cursor? after, SqlDialect sql) => list switch
    {
        "orders" => OrdersView.Statement(AllOrders with { After = after }),
        "orders of a customer" => OrdersView.Statement(AllOrders with { CustomerId = "anna", After = after }),
        "orders of a status" => OrdersView.Statement(AllOrders with { Statuses = [OrderStatus.Open], After = after }),
        "orders of a number" => OrdersView.Statement(AllOrders with { Number = "7K2Q9F", After = after }),
        "orders of a time" => OrdersView.Statement(AllOrders with { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.MaxValue, After = after }),
        "customers" => CustomersView.Statement(50, after),
        "a search" => MenuView.Statement(WholeMenu with { Text = "a", After = after }, sql),
        "a category" => MenuView.Statement(WholeMenu with { Category = "Pizza", Sort = MenuSort.Popularity, After = after }, sql),
        "available items" => MenuView.Statement(WholeMenu with { Available = true, Sort = MenuSort.Price, Descending = true, After = after }, sql),
        "due acceptances" => Due(DeadlineKind.Acceptance, after),
        "due abandonments" => Due(DeadlineKind.Abandonment, after),
        "removed items as well" => MenuView.Statement(WholeMenu with { IncludeRemoved = true, After = after }, sql),
        _ => MenuView.Statement(WholeMenu with
        {
            Sort = Enum.Parse<MenuSort>(list.TrimStart('-'), ignoreCase: true),
            Descending = list.StartsWith('-'),
            After = after,
        }, sql),
    };

    private static (string Sql, DynamicParameters Parameters) Due(DeadlineKind kind, Cursor? after) => DeadlinesView.Statement(
        kind, DateTimeOffset.MaxValue, after is null ? null : new OrderDeadline(kind, after.Id, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), limit: 50);

    private static async Task<IReadOnlyList<string>> PlanAsync(DbConnection connection, (string Sql, DynamicParameters Parameters) statement) =>
        [.. (await connection.QueryAsync($"explain query plan {statement.Sql}", statement.Parameters)).Select(step => (string)step.detail)];
}
