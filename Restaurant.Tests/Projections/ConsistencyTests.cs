using Microsoft.Extensions.Time.Testing;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class ConsistencyTests : ReadModelTest
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("order-019aa@5", "order-019aa", 5)]
    [InlineData("a@b@1", "a@b", 1)]
    public void A_token_is_a_persistence_id_and_a_version(string text, string persistenceId, long version)
    {
        Assert.True(ConsistencyToken.TryParse(text, out var token));
        Assert.Equal(new ConsistencyToken(persistenceId, version), token);
        Assert.Equal(text, token.ToString());
    }

    [Fact]
    public void An_id_in_a_token_counts_in_the_form_in_which_ids_are_compared()
    {
        Assert.True(ConsistencyToken.TryParse("menu-item-019ABCDE-0000-7000-8000-00000000000A@5", out var token));

        Assert.Equal(new ConsistencyToken("menu-item-019abcde-0000-7000-8000-00000000000a", 5), token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("@5")]
    [InlineData("order-019aa")]
    [InlineData("order-019aa@")]
    [InlineData("order-019aa@0")]
    [InlineData("order-019aa@-1")]
    [InlineData("order-019aa@+1")]
    [InlineData("order-019aa@1.0")]
    [InlineData("order-019aa@99999999999999999999")]
    public void Anything_else_is_no_token(string text) => Assert.False(ConsistencyToken.TryParse(text, out _));

    [Fact]
    public async Task What_the_tables_hold_is_reached_at_once()
    {
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("a"), SignedUp("anna")));

        Assert.True(await WaitAsync("menu-item-a@1", "customer-anna@1"));
        Assert.True(await WaitAsync());
    }

    [Fact]
    public async Task An_event_that_is_not_there_yet_is_waited_for_and_then_reached()
    {
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("a")));
        var waiting = WaitAsync("menu-item-a@1", "menu-item-a@2");
        await PassTimeAsync(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);

        var rows = await Writer.AppendAsync(MenuItemModified("a", "A"));
        await PassTimeAsync(TimeSpan.FromSeconds(0.5));
        Assert.False(waiting.IsCompleted);

        await ApplyAsync(rows);
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return waiting.IsCompleted;
        });
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Patience_ends_for_an_event_that_never_comes()
    {
        await Store().OpenAsync(CancellationToken.None);
        var waiting = WaitAsync(patience: TimeSpan.FromSeconds(2), "order-unknown@1");

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return waiting.IsCompleted;
        });

        Assert.False(await waiting);
        Assert.InRange(_time.GetUtcNow() - _time.Start, TimeSpan.FromSeconds(2), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task An_event_in_an_open_gap_is_not_reached_although_the_offset_has_passed_it()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        await ApplyAsync(rows);
        Execute("update projection_group set gaps = '[[1,1]]'");

        Assert.True(await WaitAsync("menu-item-b@1"));
        var waiting = WaitAsync("menu-item-a@1");
        await PassTimeAsync(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);

        Execute("update projection_group set gaps = '[]'");
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return waiting.IsCompleted;
        });
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_let_go()
    {
        await Store().OpenAsync(CancellationToken.None);
        using var given = new CancellationTokenSource();
        var waiting = new ConsistencyWait(Database, Journal, UsualProjections.Catalog, _time).ReachedAsync([new ConsistencyToken("order-unknown", 1)], TimeSpan.FromSeconds(2), given.Token);

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Health_tells_how_far_the_groups_are_behind_and_why_they_stand_still()
    {
        var health = new ReadModelHealth(Database, Journal, UsualProjections.Catalog, TimeProvider.System);
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("a")));
        Assert.Equivalent(
            new GroupStatus("read-model", Offset: 1, Head: 1, OpenGaps: 0, Waiting: TimeSpan.Zero, Parked: 0, Paused: false, Building: [], Error: null),
            (await health.CheckAsync(CancellationToken.None)).Groups[0],
            strict: true);

        await Writer.AppendAsync(MenuItemAdded("b"), MenuItemAdded("c"));
        await Store().ReportAsync("It stands.", CancellationToken.None);

        var status = (await health.CheckAsync(CancellationToken.None)).Groups[0];
        Assert.Equal((2, "It stands."), (status.Lag, status.Error));
    }

    private Task<bool> WaitAsync(params string[] tokens) => WaitAsync(patience: TimeSpan.FromHours(1), tokens);

    private Task<bool> WaitAsync(TimeSpan patience, params string[] tokens) => new ConsistencyWait(Database, Journal, UsualProjections.Catalog, _time).ReachedAsync(
        [.. tokens.Select(text => ConsistencyToken.TryParse(text, out var token) ? token : throw new FormatException(text))], patience, CancellationToken.None);

    // In steps, with room for whoever waits on the clock to look again.
    private async Task PassTimeAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
