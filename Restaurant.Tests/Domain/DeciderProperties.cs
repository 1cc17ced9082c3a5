using CsCheck;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Serialization;

namespace Restaurant.Tests.Domain;

/// <summary>What holds for every aggregate, whatever is said to it, by whom and when.</summary>
internal static class DeciderProperties
{
    private const int Stories = 1_000;

    private static readonly Gen<Caller> Anyone =
        Gen.OneOf(CallerKind.Customer, CallerKind.Staff, CallerKind.Manager, CallerKind.System).Select(Callers.Of);

    /// <param name="none">The aggregate before its first event.</param>
    /// <param name="commands">Commands in random order; each is given the number of its step, as something that no other has.</param>
    /// <param name="holds">What must hold for the turns of a story.</param>
    public static void InEveryStory(Scenario none, Gen<Func<int, DomainCommand>[]> commands, Action<IReadOnlyList<Turn>> holds) =>
        // A failure prints the seed that tells the same story again.
        Gen.Select(commands, Anyone.Array[10], (said, by) => (Said: said, By: by)).Sample(story =>
        {
            var turns = new List<Turn>();
            foreach (var command in story.Said)
            {
                var step = turns.Count;
                var before = (turns.Count == 0 ? none : turns[^1].After).At(Scenario.Start.AddMinutes(step));
                turns.Add(Turn.Take(before, command(step), story.By[step % story.By.Length]));
            }

            holds(turns);
        }, iter: Stories);

    /// <summary>No command throws; each makes one event, or is refused and changes nothing.</summary>
    public static void OneEventOrARefusal(IReadOnlyList<Turn> turns) => Assert.All(turns, turn =>
    {
        if (turn.Event is null)
        {
            Assert.IsType<Decision.Refuse>(turn.Decision);
            Assert.Same(turn.Before.State, turn.After.State);
        }

        Assert.Equal(turn.Before.Version + (turn.Event is null ? 0 : 1), turn.After.Version);
    });

    public static void DecidingIsPure(IReadOnlyList<Turn> turns) => Assert.All(turns, turn =>
    {
        var before = Then.Text(turn.Before.State);

        var again = turn.Before.When(turn.Command, turn.By);

        Assert.Equal(before, Then.Text(turn.Before.State));
        Assert.Equal(Then.Text(turn.Decision), Then.Text(again));
    });

    /// <summary>The events as they are read from the journal add up to the state that they led to live.</summary>
    public static void ReplayIsLive(IReadOnlyList<Turn> turns)
    {
        var stored = turns.Where(turn => turn.Event is not null).Select(turn => turn.Before.Stored(turn.Event!, turn.After.Version)).ToList();
        var read = stored.Select(written => Assert.IsType<StoredEvent>(EventFormat.Read(EventFormat.Manifest(written.Data), EventFormat.Write(written)))).ToList();

        Assert.Equal(stored.Select(written => Then.Text(written.Data)), read.Select(seen => Then.Text(seen.Data)));
        if (turns.Count > 0)
        {
            Assert.Equal(Then.Text(turns[^1].After.State), Then.Text(turns[^1].After.Aggregate.Fold(read)));
        }
    }

    /// <summary>Properties of what never comes up would hold as well.</summary>
    /// <param name="codes">The refusals beside every event of the aggregate.</param>
    public static void ComeToEveryEventAnd(Scenario none, Gen<Func<int, DomainCommand>[]> commands, params IEnumerable<string> codes)
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();

        InEveryStory(none, commands, turns => Assert.All(turns, turn => seen[turn.Decision.Outcome()] = true));

        Assert.Equal(none.Aggregate.Events.Select(happened => happened.Name).Concat(codes).Order(StringComparer.Ordinal), seen.Keys.Order(StringComparer.Ordinal));
    }
}
