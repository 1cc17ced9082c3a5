using Restaurant.Actors.Aggregates;

namespace Restaurant.Tests.Domain;

public class AcceptedCommandsTests
{
    private static readonly Caller Anna = new(CallerKind.Customer, "anna");
    private static readonly Caller Bert = new(CallerKind.Customer, "bert");
    private static readonly Caller Nobody = new(CallerKind.Customer);

    [Fact]
    public void A_command_that_was_accepted_is_found_with_its_version_and_hash()
    {
        var accepted = new AcceptedCommands(limit: null);

        accepted.Remember(SampleOrder.None.Stored(SampleOrder.Opened, version: 1) with { By = Anna, CommandId = "key-1", Hash = Hash(1) });

        Assert.Equal(new AcceptedCommand("anna", "key-1", Hash(1), Version: 1), accepted.Find(Anna, "key-1"));
        Assert.Null(accepted.Find(Anna, "key-2"));
        Assert.Null(accepted.Find(Anna, "KEY-1"));
    }

    [Fact]
    public void A_key_is_the_callers_own()
    {
        var accepted = Remembering(limit: null, Key("anna", "key-1", 1), Key("bert", "key-1", 2), Key(null, "key-1", 3));

        Assert.Equal(1, accepted.Find(Anna, "key-1")?.Version);
        Assert.Equal(2, accepted.Find(Bert, "key-1")?.Version);
        Assert.Equal(3, accepted.Find(Nobody, "key-1")?.Version);
    }

    [Fact]
    public void A_key_belongs_to_the_subject_in_whatever_role() =>
        Assert.NotNull(Remembering(limit: null, Key("anna", "key-1", 1)).Find(new Caller(CallerKind.Manager, "anna"), "key-1"));

    [Fact]
    public void Without_a_limit_all_are_remembered()
    {
        var accepted = Remembering(limit: null, [.. Enumerable.Range(1, 1_000).Select(version => Key("anna", $"key-{version}", version))]);

        Assert.Equal(1, accepted.Find(Anna, "key-1")?.Version);
        Assert.Equal(Enumerable.Range(1, 1_000).Select(version => (long)version), accepted.InOrder.Select(command => command.Version));
    }

    [Fact]
    public void With_a_limit_the_oldest_is_forgotten_first()
    {
        var accepted = Remembering(limit: 100, [.. Enumerable.Range(1, 101).Select(version => Key("anna", $"key-{version}", version))]);

        Assert.Null(accepted.Find(Anna, "key-1"));
        Assert.Equal(2, accepted.Find(Anna, "key-2")?.Version);
        Assert.Equal(101, accepted.Find(Anna, "key-101")?.Version);
        Assert.Equal(100, accepted.InOrder.Count);
    }

    [Fact]
    public void A_key_that_was_forgotten_and_used_again_is_remembered_as_long_as_any()
    {
        var accepted = Remembering(limit: 2, Key("anna", "key-1", 1), Key("anna", "key-2", 2), Key("anna", "key-3", 3));
        Assert.Null(accepted.Find(Anna, "key-1"));

        accepted.Remember(Key("anna", "key-1", 4));
        Assert.Equal(4, accepted.Find(Anna, "key-1")?.Version);
        accepted.Remember(Key("anna", "key-5", 5));
        Assert.Equal(4, accepted.Find(Anna, "key-1")?.Version);
        accepted.Remember(Key("anna", "key-6", 6));
        Assert.Null(accepted.Find(Anna, "key-1"));
    }

    [Fact]
    public void When_a_key_stands_twice_only_its_older_entry_goes()
    {
        var accepted = Remembering(limit: 2, Key("anna", "key-1", 1), Key("anna", "key-1", 2), Key("anna", "key-3", 3));

        Assert.Equal(2, accepted.Find(Anna, "key-1")?.Version);
    }

    [Fact]
    public void What_is_remembered_can_be_written_down_and_read_again()
    {
        var accepted = Remembering(limit: 2, Key("anna", "key-1", 1), Key("bert", "key-2", 2), Key(null, "key-3", 3));

        var again = Remembering(limit: 2, [.. accepted.InOrder]);

        Assert.Equal(accepted.InOrder, again.InOrder);
        Assert.Equal(accepted.Find(Bert, "key-2"), again.Find(Bert, "key-2"));
    }

    [Fact]
    public void At_an_event_that_forgets_only_its_own_command_is_left_and_later_ones_come_to_it()
    {
        var accepted = new AcceptedCommands(limit: 3, forgetsAt: SampleOrder.Opened.GetType());
        accepted.Remember(Key("anna", "key-1", 1));
        accepted.Remember(Key("bert", "key-2", 2));

        accepted.Remember(SampleOrder.None.Stored(SampleOrder.Opened, version: 3) with { By = Anna, CommandId = "key-3", Hash = Hash(3) });
        accepted.Remember(Key("bert", "key-4", 4));

        Assert.Null(accepted.Find(Anna, "key-1"));
        Assert.Null(accepted.Find(Bert, "key-2"));
        Assert.Equal([Key("anna", "key-3", 3), Key("bert", "key-4", 4)], accepted.InOrder);
        Assert.Equal(3, accepted.Find(Anna, "key-3")?.Version);
    }

    [Fact]
    public void The_same_command_before_it_is_left_as_well_so_that_its_late_repeat_does_nothing()
    {
        var accepted = new AcceptedCommands(limit: 3, forgetsAt: SampleOrder.Opened.GetType());
        var forgetting = SampleOrder.None.Stored(SampleOrder.Opened, version: 1) with { By = Anna, CommandId = "key-1", Hash = Hash(7) };
        accepted.Remember(forgetting);
        accepted.Remember(Key("bert", "key-2", 2));

        accepted.Remember(forgetting with { Version = 3, CommandId = "key-3" });

        Assert.Equal([1, 3], accepted.InOrder.Select(command => command.Version));
        Assert.Equal(1, accepted.Find(Anna, "key-1")?.Version);
        Assert.Null(accepted.Find(Bert, "key-2"));
    }

    [Fact]
    public void A_key_that_was_forgotten_at_an_event_may_be_that_events_own()
    {
        var accepted = new AcceptedCommands(limit: null, forgetsAt: SampleOrder.Opened.GetType());
        accepted.Remember(Key("anna", "key-1", 1));

        accepted.Remember(SampleOrder.None.Stored(SampleOrder.Opened, version: 2) with { By = Bert, CommandId = "key-1" });

        Assert.Null(accepted.Find(Anna, "key-1"));
        Assert.Equal(2, accepted.Find(Bert, "key-1")?.Version);
    }

    private static AcceptedCommand Key(string? subject, string commandId, long version) => new(subject, commandId, Hash(version), version);

    private static CommandHash Hash(long version) => new(First: 0, (ulong)version);

    private static AcceptedCommands Remembering(int? limit, params AcceptedCommand[] commands)
    {
        var accepted = new AcceptedCommands(limit);
        foreach (var command in commands)
        {
            accepted.Remember(command);
        }

        return accepted;
    }
}
