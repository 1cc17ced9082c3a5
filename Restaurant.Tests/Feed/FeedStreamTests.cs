using System.IO.Pipelines;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Api.Feed;
using Restaurant.Projections.Feed;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Feed;

/// <summary>What a stream says when, with a clock that the tests turn.</summary>
public sealed class FeedStreamTests : FeedTest
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly List<Reader> _readers = [];
    private readonly ErrorLog _errors = new();
    private readonly ILoggerFactory _logs;
    private readonly FeedTail _tail;
    private Func<Exception, bool> _isOutage = _ => false;

    public FeedStreamTests()
    {
        _tail = new FeedTail(View, failure => _isOutage(failure), _time);
        _logs = LoggerFactory.Create(logs => logs.AddProvider(_errors));
    }

    public override void Dispose()
    {
        _gone.Cancel();
        Task.WhenAll(_readers.Select(reader => reader.Answering.ContinueWith(_ => { }, TaskScheduler.Default))).GetAwaiter().GetResult();
        _tail.Dispose();
        _logs.Dispose();
        _drain.Dispose();
        _gone.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task A_stream_begins_at_once_and_says_after_15_seconds_of_silence_that_it_lives()
    {
        await HappenAsync(MenuItemAdded("a"));
        var reader = Read(after: 1);
        await Eventually.HoldsAsync(() => reader.IsStarted);

        await PassTimeAsync(TimeSpan.FromSeconds(14.9));
        Assert.Equal("", reader.Text);
        await SaysAsync(reader, ": heartbeat\n\n");
        await SaysAsync(reader, ": heartbeat\n\n: heartbeat\n\n");

        Assert.Equal(("text/event-stream", "no"), (reader.Response.ContentType, (string?)reader.Response.Headers["X-Accel-Buffering"]));
    }

    [Fact]
    public async Task An_event_begins_the_silence_anew_and_one_that_a_filter_holds_back_does_not()
    {
        await HappenAsync(MenuItemAdded("a"));
        var reader = Read(after: 1, new FeedFilter([], Subject: "a"));
        await PassTimeAsync(TimeSpan.FromSeconds(10));

        await HappenAsync(MenuItemModified("a", "A"));
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return reader.Text.EndsWith("\n\n", StringComparison.Ordinal);
        });
        Assert.StartsWith("id: 2\nevent: restaurant.menuItem.menuItemModified.v1\ndata: {\"specversion\":\"1.0\"", reader.Text, StringComparison.Ordinal);
        var said = reader.Text;
        await PassTimeAsync(TimeSpan.FromSeconds(10));
        await HappenAsync(MenuItemAdded("b"));
        await PassTimeAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(said, reader.Text);

        await SaysAsync(reader, said + ": heartbeat\nid: 3\n\n");
    }

    [Fact]
    public async Task A_stream_outlives_an_outage_of_the_database_with_heartbeats_and_goes_on_where_it_was()
    {
        var failures = 0;
        _isOutage = _ => ++failures > 0;
        await HappenAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var (behind, waiting) = (Read(after: 0), Read(after: 2));
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return behind.Text.Contains("id: 2\n", StringComparison.Ordinal);
        });

        Execute("alter table feed rename to gone");
        var late = Read(after: 0);
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return new[] { behind, waiting, late }.All(reader => reader.Text.EndsWith(": heartbeat\n\n", StringComparison.Ordinal));
        });
        Assert.True(failures > 0);
        Execute("alter table gone rename to feed");
        await HappenAsync(MenuItemAdded("c"));

        foreach (var (reader, positions) in new[] { (behind, "1 2 3"), (waiting, "3"), (late, "1 2 3") })
        {
            await Eventually.HoldsAsync(() =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return string.Join(' ', reader.Events().Select(item => item.EventId)) == positions;
            });
        }
    }

    [Fact]
    public async Task A_heartbeat_says_how_far_the_reader_has_come_where_a_filter_has_held_back_the_rest()
    {
        await HappenAsync(MenuItemAdded("a"));
        var reader = Read(after: 1, new FeedFilter([], Subject: "a"));
        await HappenAsync(MenuItemAdded("b"), MenuItemAdded("c"));

        await SaysAsync(reader, ": heartbeat\nid: 3\n\n");
        await SaysAsync(reader, ": heartbeat\nid: 3\n\n: heartbeat\n\n");

        Assert.Empty(reader.Events());
    }

    [Fact]
    public async Task A_stream_says_that_it_lives_however_long_the_next_events_take_to_be_read()
    {
        await HappenAsync([.. Enumerable.Range(0, FeedTail.Kept + 1).Select(number => MenuItemAdded($"{number}"))]);
        // The end of the feed is found, and what is before it cannot be read.
        using var held = new HeldDatabase(Database, connections: 1);
        using var tail = new FeedTail(new FeedView(held), failure => _isOutage(failure), _time);
        var reader = Read(after: 0, tail: tail);

        await SaysAsync(reader, ": heartbeat\n\n");
        held.LetGo();

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return reader.Events().Count == FeedTail.Kept + 1;
        });
    }

    [Fact]
    public async Task A_stream_stands_still_and_lives_at_an_event_that_cannot_be_read_and_that_is_told_once()
    {
        var rows = await HappenAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var manifest = Scalar<string>($"select manifest from journal where ordering = {rows[1].Ordering}");
        Execute("update journal set manifest = 'fromTheFuture:9' where ordering = @ordering", new { ordering = rows[1].Ordering });
        Reader[] readers = [Read(after: 1), Read(after: 1)];

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return readers.All(reader => reader.Text.StartsWith(": heartbeat\n\n: heartbeat\n\n", StringComparison.Ordinal));
        });
        Assert.Contains(
            "The feed ends for its readers on this node: The event at position 2 of the feed, menu-item-b@1 ('fromTheFuture:9'), cannot be read.",
            Assert.Single(_errors.Lines),
            StringComparison.Ordinal);
        Execute("update journal set manifest = @manifest where ordering = @ordering", new { manifest, ordering = rows[1].Ordering });

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return readers.All(reader => reader.Events() is [{ EventId: "2" }]);
        });
    }

    [Fact]
    public async Task A_stream_ends_as_streams_do_when_the_node_drains_also_one_whose_reader_takes_nothing()
    {
        await HappenAsync([.. Enumerable.Range(0, 1_000).Select(number => MenuItemAdded($"{number}"))]);
        var (idle, stuck) = (Read(after: 1_000), Read(after: 0, takes: false));
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return idle.IsStarted && stuck.IsStuck;
        });

        await _drain.CancelAsync();

        await Task.WhenAll(idle.Answering, stuck.Answering).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(idle.IsAborted);
        Assert.True(stuck.IsAborted);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_holds_up_no_other()
    {
        await HappenAsync([.. Enumerable.Range(0, 1_000).Select(number => MenuItemAdded($"{number}"))]);
        var (stuck, other) = (Read(after: 0, takes: false), Read(after: 0));

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return stuck.IsStuck && other.Events().Count == 1_000;
        });

        Assert.False(stuck.Answering.IsCompleted);
    }

    private Reader Read(long after, FeedFilter? filter = null, bool takes = true, FeedTail? tail = null)
    {
        var reader = new Reader(takes, _gone.Token);
        reader.Answering = new FeedStream(new FeedQuery(after, filter ?? FeedFilter.None, Limit: 50, TimeSpan.Zero), tail ?? _tail, failure => _isOutage(failure), _time, _logs.CreateLogger<FeedStream>(), _drain.Token).ExecuteAsync(reader.Http);
        _readers.Add(reader);
        return reader;
    }

    private Task SaysAsync(Reader reader, string text) => Eventually.HoldsAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(50));
        return reader.Text == text;
    });

    // In steps, with room for whoever waits on the clock to look again.
    private async Task PassTimeAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    /// <summary>Somebody who reads an answer, or lets it come to a stand.</summary>
    private sealed class Reader : IHttpRequestLifetimeFeature, IHttpResponseBodyFeature
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 16_384, resumeWriterThreshold: 8_192));
        private readonly MemoryStream _taken = new();

        public Reader(bool takes, CancellationToken gone)
        {
            RequestAborted = gone;
            Http = new DefaultHttpContext();
            Http.Features.Set<IHttpRequestLifetimeFeature>(this);
            Http.Features.Set<IHttpResponseBodyFeature>(this);
            if (takes)
            {
                _ = TakeAsync();
            }
        }

        public DefaultHttpContext Http { get; }

        public HttpResponse Response => Http.Response;

        public Task Answering { get; set; } = Task.CompletedTask;

        public bool IsStarted { get; private set; }

        public bool IsAborted { get; private set; }

        /// <summary>Whether more was written than fits between.</summary>
        public bool IsStuck => _pipe.Reader.TryRead(out var read) && Put(read.Buffer.Length, read.Buffer.Start) > 16_384;

        public string Text
        {
            get
            {
                lock (_taken)
                {
                    return System.Text.Encoding.UTF8.GetString(_taken.ToArray());
                }
            }
        }

        public IReadOnlyList<SseItem<string>> Events() => [.. SseParser.Create(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Text))).Enumerate()];

        public CancellationToken RequestAborted { get; set; }

        public Stream Stream => _pipe.Writer.AsStream();

        public PipeWriter Writer => _pipe.Writer;

        public void Abort() => IsAborted = true;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default)
        {
            IsStarted = true;
            return Task.CompletedTask;
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;

        private long Put(long length, SequencePosition back)
        {
            _pipe.Reader.AdvanceTo(back);
            return length;
        }

        private async Task TakeAsync()
        {
            while (true)
            {
                var read = await _pipe.Reader.ReadAsync();
                lock (_taken)
                {
                    foreach (var part in read.Buffer)
                    {
                        _taken.Write(part.Span);
                    }
                }

                _pipe.Reader.AdvanceTo(read.Buffer.End);
            }
        }
    }
}
