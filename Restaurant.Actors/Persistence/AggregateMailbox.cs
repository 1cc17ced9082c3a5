using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// The mailbox of an aggregate. It grows with what waits in it, which is nothing most of the time: Akka's own takes a kilobyte from the start, a fifth of what a
/// live order takes.
/// </summary>
public sealed class AggregateMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<AggregateMailbox.Messages>
{
    /// <summary>Where the settings name it.</summary>
    public const string Id = "restaurant.aggregate-mailbox";

    /// <summary>HOCON that every actor system with aggregates needs.</summary>
    public static readonly string Setting = $"{Id}.mailbox-type = \"{typeof(AggregateMailbox).FullName}, {typeof(AggregateMailbox).Assembly.GetName().Name}\"";

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Messages();

    /// <summary>A list with two ends: what was held back during a write comes in front.</summary>
    public sealed class Messages : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
    {
        private readonly Lock _gate = new();
        private Waiting? _first;
        private Waiting? _last;

        public bool HasMessages => Volatile.Read(ref _first) is not null;

        public int Count
        {
            get
            {
                lock (_gate)
                {
                    var count = 0;
                    for (var each = _first; each is not null; each = each.Next)
                    {
                        count++;
                    }

                    return count;
                }
            }
        }

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            var added = new Waiting(envelope);
            lock (_gate)
            {
                _last = _last is null ? _first = added : _last.Next = added;
            }
        }

        public void EnqueueFirst(Envelope envelope)
        {
            var added = new Waiting(envelope);
            lock (_gate)
            {
                added.Next = _first;
                _first = added;
                _last ??= added;
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            lock (_gate)
            {
                if (_first is null)
                {
                    envelope = default;
                    return false;
                }

                var taken = _first;
                (envelope, _first) = (taken.Envelope, taken.Next);
                _last = _first is null ? null : _last;
                // One that has grown old would keep all that came behind it.
                taken.Next = null;
                return true;
            }
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope))
            {
                deadletters.Enqueue(owner, envelope);
            }
        }

        private sealed class Waiting(Envelope envelope)
        {
            public Envelope Envelope => envelope;

            public Waiting? Next { get; set; }
        }
    }
}
