using System.Collections.Concurrent;
using Akka.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.WriteSide;

public sealed class DatabaseWatchTests : IDisposable
{
    private static readonly SqliteException DiskFull = new("database or disk is full", 13);

    private readonly SqliteTestDatabase _file = new();
    private readonly RestaurantDatabase _database;
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _log = new();
    private readonly DatabaseWatch _watch;

    public DatabaseWatchTests()
    {
        _database = _file.Open();
        _watch = new DatabaseWatch(_database, _log, _time);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _database.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task An_outage_is_one_warning_however_many_meet_it_and_one_line_when_it_is_over()
    {
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(_watch.Notice(DiskFull)));
        Assert.Contains("does not serve: database or disk is full.", Assert.Single(_log).Text, StringComparison.Ordinal);
        Assert.Equal(LogLevel.Warning, Assert.Single(_log).Level);

        await IsOverAsync();

        Assert.Null(_watch.Outage);
        Assert.Equal(2, _log.Count);
        Assert.Contains("serves again", _log.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_that_could_not_be_taken_back_either_belongs_to_the_outage()
    {
        // As the journal says that a statement was given up after its time, and its transaction then could not be rolled back.
        Assert.True(_watch.Notice(new AggregateException("no rollback", new ObjectDisposedException("transaction"), new OperationCanceledException("given up"))));

        Assert.Contains("does not serve: given up.", Assert.Single(_log).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_has_not_read_an_aggregate_in_time_belongs_to_the_outage() =>
        Assert.True(_watch.Notice(new RecoveryTimedOutException("Recovery timed out, didn't get event within 5s")));

    [Fact]
    public void Several_causes_of_which_none_passes_are_no_outage()
    {
        Assert.False(_watch.Notice(new AggregateException(new InvalidOperationException(), new SqliteException("constraint failed", 19))));

        Assert.Empty(_log);
    }

    [Fact]
    public async Task It_is_not_over_while_there_are_those_who_meet_it()
    {
        _watch.Notice(DiskFull);
        for (var second = 0; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _watch.Notice(DiskFull);
        }

        Assert.NotNull(_watch.Outage);
        await IsOverAsync();
        Assert.Contains("It did not for 10.0 s", _log.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_long_silence_it_waits_for_those_who_tell_of_it_late()
    {
        using var frozen = new HeldDatabase(_database);
        using var watch = new DatabaseWatch(frozen, _log, _time);
        watch.Notice(DiskFull);
        await frozen.Asked;
        _time.Advance(TimeSpan.FromSeconds(20));
        frozen.LetGo();
        // It looks once more only when the clock goes on: by then it has taken the late answer in.
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return frozen.Looks > 1;
        });

        watch.Notice(DiskFull);
        await IsOverAsync();

        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public async Task The_next_one_is_told_again()
    {
        _watch.Notice(DiskFull);
        await IsOverAsync();

        _watch.Notice(DiskFull);

        Assert.Equal(2, _log.Count(line => line.Level == LogLevel.Warning));
    }

    [Fact]
    public void What_does_not_pass_by_itself_is_no_outage()
    {
        Assert.False(_watch.Notice(new SqliteException("no such table: orders", 1)));
        Assert.False(_watch.Notice(new InvalidOperationException("a fault of the program")));

        Assert.Null(_watch.Outage);
        Assert.Empty(_log);
    }

    private Task IsOverAsync() => Eventually.HoldsAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return _log.Last().Level == LogLevel.Information;
    });

    private sealed class Lines : ConcurrentQueue<(LogLevel Level, string Text)>, ILogger<DatabaseWatch>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue((logLevel, formatter(state, exception)));
    }
}
