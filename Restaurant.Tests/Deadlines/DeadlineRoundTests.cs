using Microsoft.Extensions.Time.Testing;
using Restaurant.Projections.Deadlines;

namespace Restaurant.Tests.Deadlines;

/// <summary>What is sent, what is left alone and what is forgotten.</summary>
public sealed class DeadlineRoundTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly GrowingPause Growing = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly DeadlineRound _round;

    public DeadlineRoundTests() => _round = new DeadlineRound(DeadlineKind.Acceptance, _time);

    [Fact]
    public void What_was_sent_is_left_alone_until_its_time_although_its_row_is_still_there()
    {
        _round.Take([Deadline("a")]);
        Assert.Equal("a", Next());
        // It has no answer yet.
        _round.Take([Deadline("a")]);
        Assert.Null(Next());

        _round.Wait(Deadline("a"), TimeSpan.FromSeconds(5));
        _round.Take([Deadline("a")]);
        Assert.Null(Next());
        Assert.Equal(TimeSpan.FromSeconds(5), _round.UntilNext());

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(_round.UntilNext());
        Assert.Null(Next());
        _round.Take([Deadline("a")]);
        Assert.Equal("a", Next());
    }

    [Fact]
    public void What_ends_in_the_same_way_again_waits_longer_each_time_and_is_told_once()
    {
        List<(bool First, double Seconds)> waits = [];
        for (var turn = 0; turn < 5; turn++)
        {
            _round.Take([Deadline("a")]);
            Assert.Equal("a", Next());
            var first = _round.Wait(Deadline("a"), Growing);
            waits.Add((first, _round.UntilNext()!.Value.TotalSeconds));
            _time.Advance(TimeSpan.FromSeconds(waits[^1].Seconds));
        }

        Assert.Equal([(true, 5), (false, 10), (false, 20), (false, 30), (false, 30)], waits);

        _round.Take([Deadline("a")]);
        Assert.Equal("a", Next());
        _round.Wait(Deadline("a"), TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        _round.Take([Deadline("a")]);
        Assert.Equal("a", Next());
        Assert.True(_round.Wait(Deadline("a"), Growing));
    }

    [Fact]
    public void One_whose_row_has_gone_is_forgotten_and_one_whose_row_has_changed_is_another()
    {
        _round.Take([Deadline("a"), Deadline("b")]);
        Assert.Equal(("a", "b"), (Next(), Next()));
        _round.Wait(Deadline("a"), TimeSpan.FromHours(1));
        _round.Wait(Deadline("b"), TimeSpan.FromHours(1));

        _round.Take([Deadline("a", minutes: 3)]);
        Assert.Equal("a", Next());
        Assert.Null(Next());

        // The row of the other one was away.
        _round.Take([Deadline("b")]);
        Assert.Equal("b", Next());
    }

    [Fact]
    public void A_row_that_changes_while_its_command_is_under_way_is_taken_up_behind_the_answer()
    {
        _round.Take([Deadline("a")]);
        Assert.Equal("a", Next());
        _round.Take([Deadline("a", minutes: 3)]);
        Assert.Null(Next());

        _round.Wait(Deadline("a"), TimeSpan.FromHours(1));
        _round.Take([Deadline("a", minutes: 3)]);

        Assert.True(_round.TryNext(repeated: false, out var next));
        Assert.Equal(Deadline("a", minutes: 3), next);
    }

    [Fact]
    public void A_round_goes_on_behind_a_full_page_so_that_rows_which_do_not_go_hold_up_none_behind_them()
    {
        List<OrderDeadline> stuck = [.. Enumerable.Range(0, DeadlineRound.Page).Select(number => Deadline($"{number:0000}"))];
        _round.Take(stuck);
        Assert.False(_round.HasRoom);
        while (_round.TryNext(repeated: false, out var deadline))
        {
            _round.Wait(deadline, Growing);
        }

        Assert.True(_round.HasRoom);
        Assert.Equal(stuck[^1], _round.After);
        _round.Take([Deadline("later", minutes: 5)]);
        Assert.Null(_round.After);
        Assert.Equal("later", Next());
        _round.Wait(Deadline("later", minutes: 5), Growing);

        // In the next round all are still known.
        _round.Take(stuck);
        _round.Take([Deadline("later", minutes: 5)]);
        Assert.Null(Next());
    }

    [Fact]
    public void What_was_sent_in_vain_waits_behind_what_was_never_sent()
    {
        _round.Take([Deadline("a"), Deadline("b")]);
        Assert.Equal(("a", "b"), (Next(), Next()));
        _round.Wait(Deadline("a"), Growing);
        _time.Advance(TimeSpan.FromSeconds(5));

        _round.Take([Deadline("a"), Deadline("c", minutes: 1)]);

        Assert.Equal(("c", "a", null), (Next(), Next(), Next()));
    }

    [Fact]
    public void Another_end_with_the_same_pause_is_told_as_well()
    {
        _round.Take([Deadline("a")]);
        Assert.Equal("a", Next());
        Assert.True(_round.Wait(Deadline("a"), Growing));
        _time.Advance(TimeSpan.FromSeconds(5));
        _round.Take([Deadline("a")]);
        Assert.Equal("a", Next());

        Assert.True(_round.Wait(Deadline("a"), new GrowingPause(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30))));
    }

    private static OrderDeadline Deadline(string order, int minutes = 0) => new(DeadlineKind.Acceptance, order, Noon.AddMinutes(minutes), Noon.AddMinutes(minutes));

    private string? Next() => _round.TryNext(repeated: false, out var deadline) || _round.TryNext(repeated: true, out deadline) ? deadline.OrderId : null;
}
