using Akka.Actor;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.WriteSide;

public sealed class AggregateMailboxTests
{
    private readonly AggregateMailbox.Messages _messages = new();

    [Fact]
    public void What_comes_first_is_taken_first_and_what_is_put_in_front_before_it()
    {
        Enqueue("b");
        Enqueue("c");
        _messages.EnqueueFirst(Envelope("a"));

        Assert.Equal((3, true), (_messages.Count, _messages.HasMessages));
        Assert.Equal(["a", "b", "c"], Taken());
        Assert.Equal((0, false), (_messages.Count, _messages.HasMessages));
    }

    [Fact]
    public void What_is_put_in_front_of_nothing_is_followed_by_what_comes_then()
    {
        _messages.EnqueueFirst(Envelope("b"));
        Enqueue("c");
        _messages.EnqueueFirst(Envelope("a"));

        Assert.Equal(["a", "b", "c"], Taken());
        Enqueue("d");
        Assert.Equal(["d"], Taken());
    }

    [Fact]
    public void What_is_left_at_the_end_becomes_dead_letters_in_its_order()
    {
        var deadLetters = new AggregateMailbox.Messages();
        Enqueue("a");
        Enqueue("b");

        _messages.CleanUp(ActorRefs.Nobody, deadLetters);

        Assert.False(_messages.HasMessages);
        Assert.Equal(["a", "b"], Taken(deadLetters));
    }

    [Fact]
    public async Task Of_many_senders_nothing_is_lost_nor_doubled_and_each_ones_messages_stay_in_order()
    {
        const int senders = 4, each = 10_000;
        var sending = Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var number = 0; number < each; number++)
            {
                Enqueue((sender, number));
            }
        })));
        var next = new int[senders];
        for (var taken = 0; taken < senders * each;)
        {
            if (_messages.TryDequeue(out var envelope))
            {
                var (sender, number) = ((int, int))envelope.Message;
                Assert.Equal(next[sender]++, number);
                taken++;
            }
        }

        await sending;
        Assert.False(_messages.TryDequeue(out _));
    }

    private void Enqueue(object message) => _messages.Enqueue(ActorRefs.Nobody, Envelope(message));

    private IEnumerable<object> Taken() => Taken(_messages);

    private static Envelope Envelope(object message) => new(message, ActorRefs.NoSender);

    private static IEnumerable<object> Taken(AggregateMailbox.Messages messages)
    {
        while (messages.TryDequeue(out var envelope))
        {
            yield return envelope.Message;
        }
    }
}
