using System.Collections.Frozen;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Serialization;

/// <summary>
/// The one serializer: everything of ours that is stored or crosses the wire, as JSON under a short name of its own. No CLR name
/// is ever written, so types can be renamed and moved.
/// </summary>
/// <remarks>
/// Manifests: an event's is its stored name (<see cref="EventFormat"/>), a snapshot's is <c>snapshot/menu-item:1</c>, a message's
/// begins with <c>message/</c>. Only the first two are stored. To change the form of a snapshot, raise its number: an older one is
/// then unreadable, and the aggregate is folded from its events.
/// </remarks>
public sealed class RestaurantSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stands in every row of the journal and never changes.</summary>
    public const int Id = 7301;

    private const string Snapshot = "snapshot/";
    private const string SnapshotVersion = ":1";
    private const string Command = "message/command";
    private const string Query = "message/query";
    private const string Leaving = "message/leave";
    private const string Accepted = "message/accepted";
    private const string Replayed = "message/replayed";
    private const string Refused = "message/refused";
    private const string NotDue = "message/not-due";
    private const string FactsStale = "message/facts-stale";
    private const string FactsNeeded = "message/facts-needed";
    private const string Expired = "message/expired";
    private const string Unavailable = "message/unavailable";
    private const string Present = "message/present";

    private static readonly FrozenDictionary<string, Type> Commands =
        Catalog.All.SelectMany(aggregate => aggregate.Commands).ToFrozenDictionary(DomainCommand.NameOf);

    private static readonly FrozenDictionary<Type, AggregateDefinition> ByState =
        Catalog.All.ToFrozenDictionary(aggregate => aggregate.State);

    public override int Identifier => Id;

    public override string Manifest(object o) => o switch
    {
        StoredEvent stored => EventFormat.Manifest(stored.Data),
        AggregateSnapshot snapshot => Snapshot + ByState[snapshot.State.GetType()].Name + SnapshotVersion,
        CommandEnvelope => Command,
        StateQuery => Query,
        Leave => Leaving,
        Reply.Accepted => Accepted,
        Reply.Replayed => Replayed,
        Reply.Refused => Refused,
        Reply.NotDue => NotDue,
        Reply.FactsStale => FactsStale,
        Reply.FactsNeeded => FactsNeeded,
        Reply.Expired => Expired,
        Reply.Unavailable => Unavailable,
        Reply.Present => Present,
        _ => throw new SerializationException($"{o.GetType()} is not written by this serializer."),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        StoredEvent stored => EventFormat.Write(stored),
        AggregateSnapshot snapshot => Write(new SnapshotForm(Element(snapshot.State), snapshot.LastTimestamp, snapshot.Commands)),
        CommandEnvelope envelope => Write(new CommandForm(
            envelope.AggregateId, DomainCommand.NameOf(envelope.Command.GetType()), Element(envelope.Command), envelope.CommandId, envelope.CorrelationId,
            envelope.By, envelope.Hash, envelope.Deadline, envelope.Expected, envelope.FactsAsOf, envelope.WithoutFacts)),
        Reply.Accepted accepted => Write(new AcceptedForm(
            ByState[accepted.State.GetType()].Name, EventFormat.Manifest(accepted.Event.Data), Raw(EventFormat.Write(accepted.Event)), Element(accepted.State), accepted.IsReplay)),
        Reply.Present present => Write(present.State is null
            ? new PresentForm(present.Version, null, null)
            : new PresentForm(present.Version, ByState[present.State.GetType()].Name, Element(present.State))),
        Leave or Reply.FactsNeeded or Reply.Expired => [],
        _ => Write(obj),
    };

    /// <summary>
    /// An event that cannot be read is an <see cref="UnreadableEvent"/>, so that a stream goes on. A snapshot that cannot be read
    /// throws: it is optional (<c>snapshot-is-optional</c>), and the aggregate is folded from its events instead.
    /// </summary>
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        _ when !manifest.Contains('/') => EventFormat.Read(manifest, bytes),
        _ when manifest.StartsWith(Snapshot, StringComparison.Ordinal) => ReadSnapshot(bytes, manifest),
        Command => ReadCommand(Read<CommandForm>(bytes)),
        Query => Read<StateQuery>(bytes),
        Leaving => Leave.Instance,
        Accepted => ReadAccepted(Read<AcceptedForm>(bytes)),
        Replayed => Read<Reply.Replayed>(bytes),
        Refused => Read<Reply.Refused>(bytes),
        // A node of an earlier version does not say for how long.
        NotDue => bytes.Length == 0 ? new Reply.NotDue() : Read<Reply.NotDue>(bytes),
        FactsStale => Read<Reply.FactsStale>(bytes),
        FactsNeeded => new Reply.FactsNeeded(),
        Expired => new Reply.Expired(),
        Unavailable => Read<Reply.Unavailable>(bytes),
        Present => ReadPresent(Read<PresentForm>(bytes)),
        _ => throw new SerializationException($"There is no message '{manifest}'."),
    };

    private static AggregateSnapshot ReadSnapshot(byte[] bytes, string manifest)
    {
        var aggregate = Catalog.All.FirstOrDefault(known => manifest == Snapshot + known.Name + SnapshotVersion)
            ?? throw new SerializationException($"This program knows no snapshot '{manifest}'.");
        var form = Read<SnapshotForm>(bytes);
        return new AggregateSnapshot(State(aggregate.Name, form.State), form.LastTimestamp, form.Commands);
    }

    private static CommandEnvelope ReadCommand(CommandForm form) => new(
        form.AggregateId, (DomainCommand)form.Command.Deserialize(JsonForms.Stored.GetTypeInfo(Commands[form.Name]))!, form.CommandId, form.CorrelationId,
        form.By, form.Hash, form.Deadline, form.Expected, form.FactsAsOf, form.WithoutFacts);

    private static Reply.Accepted ReadAccepted(AcceptedForm form) =>
        EventFormat.Read(form.Manifest, JsonSerializer.SerializeToUtf8Bytes(form.Event, JsonForms.Stored.GetTypeInfo(typeof(JsonElement)))) is StoredEvent stored
            ? new Reply.Accepted(stored, State(form.Aggregate, form.State), form.IsReplay)
            : throw new SerializationException($"The event '{form.Manifest}' of a reply cannot be read.");

    private static Reply.Present ReadPresent(PresentForm form) =>
        new(form.Version, form.Aggregate is null ? null : State(form.Aggregate, form.State!.Value));

    private static AggregateState State(string aggregate, JsonElement state) =>
        (AggregateState)state.Deserialize(JsonForms.Stored.GetTypeInfo(Catalog.Named(aggregate).State))!;

    private static JsonElement Element(object value) =>
        JsonSerializer.SerializeToElement(value, JsonForms.Stored.GetTypeInfo(value.GetType()));

    private static JsonElement Raw(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static byte[] Write(object form) =>
        JsonSerializer.SerializeToUtf8Bytes(form, JsonForms.Stored.GetTypeInfo(form.GetType()));

    private static T Read<T>(byte[] bytes) =>
        (T)(JsonSerializer.Deserialize(bytes, JsonForms.Stored.GetTypeInfo(typeof(T))) ?? throw new JsonException("null"));
}
