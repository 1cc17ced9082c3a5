using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Nodes;

namespace Restaurant.Tests.Cluster;

public sealed class PulseTests : IDisposable
{
    private readonly Frozen _time = new();
    private readonly Pulse _pulse;

    public PulseTests() => _pulse = new Pulse(_time);

    public void Dispose() => _pulse.Dispose();

    [Fact]
    public void A_node_that_stood_still_knows_it_before_its_clock_has_ticked_again()
    {
        _pulse.Start();

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.StartsWith("This node stood still for 30 s", _pulse.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public void It_does_not_forget_it()
    {
        _pulse.Start();
        _time.Advance(TimeSpan.FromSeconds(30));

        _time.Tick();
        _time.Tick();

        Assert.StartsWith("This node stood still for 30 s", _pulse.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_whose_clock_ticks_does_not_stand_still_however_long_it_runs()
    {
        _pulse.Start();

        for (var second = 0; second < 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _time.Tick();
            Assert.Null(_pulse.Stopped);
        }
    }

    [Fact]
    public void A_short_halt_is_not_missed_by_anybody()
    {
        _pulse.Start();

        _time.Advance(TimeSpan.FromSeconds(7));

        Assert.Null(_pulse.Stopped);
    }

    [Fact]
    public void A_node_that_is_in_no_cluster_may_stand_still()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(_pulse.Stopped);
    }

    /// <summary>A clock that goes on while the timers of a frozen process do not.</summary>
    private sealed class Frozen : FakeTimeProvider
    {
        private (TimerCallback Callback, object? State)? _timer;

        public void Tick() => _timer!.Value.Callback(_timer.Value.State);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timer = (callback, state);
            return base.CreateTimer(static _ => { }, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
