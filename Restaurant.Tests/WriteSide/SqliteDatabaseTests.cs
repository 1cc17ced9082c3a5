using Dapper;
using LinqToDB.Data;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.WriteSide;

[Trait("Database", "Sqlite")]
public sealed class SqliteDatabaseTests : IDisposable
{
    private const int Normal = 1;
    private const int Full = 2;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_the_journal_commits_is_on_the_disk_and_the_read_side_may_fall_back()
    {
        using var database = SqliteDatabase.Open(_directory.Path);
        await using var journal = new DataConnection(database.JournalOptions);
        await using var readSide = await database.ConnectAsync(CancellationToken.None);

        Assert.Equal(("wal", Full), (await journal.ExecuteAsync<string>("pragma journal_mode"), await journal.ExecuteAsync<int>("pragma synchronous")));
        Assert.Equal(Normal, await readSide.ExecuteScalarAsync<int>("pragma synchronous"));
    }

    [Fact]
    public async Task Every_connection_waits_for_the_lock_of_another()
    {
        using var database = SqliteDatabase.Open(_directory.Path);
        await using var journal = new DataConnection(database.JournalOptions);
        await using var readSide = await database.ConnectAsync(CancellationToken.None);

        Assert.Equal(5000, await journal.ExecuteAsync<int>("pragma busy_timeout"));
        Assert.Equal(5000, await readSide.ExecuteScalarAsync<int>("pragma busy_timeout"));
    }
}
