using System.Diagnostics;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.PostgreSql;

/// <summary>Writers side by side on a real server: their numbers are committed late, or never.</summary>
[Trait("Database", "PostgreSql")]
public sealed class LateWritersTests : LiveStreamTest
{
    [PostgreSqlFact]
    public async Task A_row_that_is_committed_late_is_in_the_read_tables_within_a_second_and_holds_nothing_up()
    {
        await Store().OpenAsync(CancellationToken.None);
        var (proof, looks) = (BurntProofs.For(Database), 0);
        StartGroup(StartSystem(), (gaps, transaction, cancellation) =>
        {
            looks++;
            return proof(gaps, transaction, cancellation);
        });
        await using var late = await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        await Writer.AppendAsync(MenuItemAdded("b"));
        await Eventually.HoldsAsync(() => Scalar<long>(Rows("b")) == 1);
        // Two seconds and more. However old a writer gets, the group does the same with every look.
        await Eventually.HoldsAsync(() => looks > 8);
        await Writer.AppendAsync(MenuItemAdded("c"));
        await Eventually.HoldsAsync(() => Scalar<long>(Rows("c")) == 1);
        Assert.Equal((0, "[[1,1]]"), (Scalar<long>(Rows("a")), Scalar<string>(Gaps)));

        await late.CommitAsync();

        var committed = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => Scalar<long>(Rows("a")) == 1);
        Assert.InRange(Stopwatch.GetElapsedTime(committed).TotalMilliseconds, 0, 1_000);
        Assert.Equal("[]", Scalar<string>(Gaps));
        Assert.Equal("3 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task A_row_that_is_committed_late_is_applied_before_what_follows_it_in_its_aggregate()
    {
        await Store().OpenAsync(CancellationToken.None);
        StartGroup(StartSystem());
        await using var late = await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        await Writer.AppendAsync(MenuItemAdded("b"));
        await Eventually.HoldsAsync(() => Scalar<string>(Gaps) == "[[1,1]]");

        await late.CommitAsync();
        await Writer.AppendAsync(MenuItemModified("a", "A"));

        await Eventually.HoldsAsync(() => Scalar<long>("select ledger_offset from projection_group where gaps = '[]'") == 3);
        Assert.Equal("A", Scalar<string>("select description from menu where id = 'a' and version = 2"));
        Assert.Equal("3 events, 4 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task A_row_that_is_committed_right_before_the_proof_is_found_whatever_the_databases_own_isolation_is()
    {
        Execute($"alter database {((PostgreSqlTestDatabase)TestDatabase).Name} set default_transaction_isolation = 'serializable'");
        using var database = TestDatabase.Open();
        await using var late = await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        var proof = BurntProofs.For(database);
        var store = new GroupStore(database, UsualProjections.Catalog.ReadModel, async (gaps, transaction, cancellation) =>
        {
            await late.CommitAsync(cancellation);
            var named = await proof(gaps, transaction, cancellation);
            Assert.Equal([new OrderingRange(1, 1)], named);
            return named;
        }, TimeProvider.System);
        var position = await store.OpenAsync(CancellationToken.None);

        await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);

        Assert.Equal(1, Scalar<long>(Rows("a")));
    }

    [PostgreSqlFact]
    public async Task A_number_that_was_rolled_back_is_given_up_as_soon_as_no_one_can_bring_it()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await using (await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2)))
        {
            position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
            position = await store.ApplyAsync(position, [], CancellationToken.None);
            Assert.Equal("[[1,1]]", position.Ledger.FormatGaps());
        }

        position = await store.ApplyAsync(position, [], CancellationToken.None);

        Assert.Equal("[]", position.Ledger.FormatGaps());
    }

    [PostgreSqlFact]
    public async Task A_writer_that_came_later_does_not_keep_a_gap_open()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await using var first = await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
        await using var second = await Writer.BeginAsync(Writer.Next("c", MenuItemAdded("c").Item2));

        await first.RollbackAsync();
        position = await store.ApplyAsync(position, [], CancellationToken.None);

        Assert.Equal("[]", position.Ledger.FormatGaps());
    }

    [PostgreSqlFact]
    public async Task A_prepared_transaction_keeps_its_gap_open_until_it_is_committed()
    {
        // The server has one set of names for all its databases, and drops none of them while it has one.
        var name = $"'{Guid.CreateVersion7()}'";
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await using (var prepared = await Writer.BeginAsync(Writer.Next("a", MenuItemAdded("a").Item2)))
        {
            position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
            await prepared.Connection!.ExecuteAsync($"prepare transaction {name}", transaction: prepared);
        }

        try
        {
            position = await store.ApplyAsync(position, [], CancellationToken.None);
            // A copy that starts anew has no notes.
            position = await Store().ApplyAsync(position, [], CancellationToken.None);
            Assert.Equal("[[1,1]]", position.Ledger.FormatGaps());
        }
        finally
        {
            Execute($"commit prepared {name}");
        }

        position = await store.ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal(new GapLedger(2, []), position.Ledger);
        Assert.Equal("2 events, 4 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task A_number_that_went_back_to_a_savepoint_waits_for_the_rest_of_its_transaction()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var row = Writer.Next("a", MenuItemAdded("a").Item2);
        await transaction.SaveAsync("before");
        await Writer.InsertAsync(connection, transaction, row);
        await transaction.RollbackAsync("before");
        await Writer.InsertAsync(connection, transaction, row);

        position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
        position = await store.ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal("[[1,2]]", position.Ledger.FormatGaps());

        await transaction.CommitAsync();
        position = await store.ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal(new GapLedger(3, []), position.Ledger);
        Assert.Equal("2 events, 4 rows, 0 differences, 0 events wait", (await VerifyAsync()).ToString());
    }

    [PostgreSqlFact]
    public async Task A_writer_of_another_database_keeps_no_gap_open()
    {
        using var one = new PostgreSqlTestDatabase();
        one.Open().Dispose();
        using var copy = new PostgreSqlTestDatabase(copyOf: one);
        using var here = one.Open();
        using var there = copy.Open();
        Assert.Equal(one.Scalar<uint>(JournalTable), copy.Scalar<uint>(JournalTable));
        await using var writing = await new JournalWriter(there).BeginAsync(Writer.Next("x", MenuItemAdded("x").Item2));
        var writer = new JournalWriter(here);
        await using (await writer.BeginAsync(writer.Next("a", MenuItemAdded("a").Item2)))
        {
        }

        var store = new GroupStore(here, UsualProjections.Catalog.ReadModel, BurntProofs.For(here), TimeProvider.System);
        var position = await store.ApplyAsync(
            await store.OpenAsync(CancellationToken.None), await writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);

        Assert.Equal(new GapLedger(2, []), position.Ledger);
    }

    private const string JournalTable = "select 'public.journal'::regclass::oid";

    private const string Gaps = "select gaps from projection_group";

    private static string Rows(string item) => $"select count(*) from menu where id = '{item}'";
}
