using System.Globalization;
using System.Text.Json.Nodes;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Serialization;
using Restaurant.Api.Http;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Api.Commands;

/// <summary>
/// <c>POST /commands</c>: every command of every context by its name, in the envelope
/// <c>{type, payload, aggregateId?, commandId?, expectedVersion?}</c>. The answer is the event, or a list of texts that say what is wrong.
/// </summary>
internal static class EnvelopeEndpoint
{
    public static void MapEnvelope(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/commands", HandleAsync)
            .WithMetadata(RefusesInTexts.Instance, EnvelopeOperation.Instance)
            .Produces<MadeEvent>(StatusCodes.Status202Accepted);

    /// <summary>The members that the envelope of a command may have.</summary>
    public static IReadOnlyList<Asked> MembersFor(CommandReader reader)
    {
        var body = Members.None("The body", problem: null);
        _ = new Envelope(body, new Headers(new HeaderDictionary()));
        return
        [
            .. body.Asked
                .Where(member => !reader.Creates || !Envelope.OfWhatExists.Contains(member.Name))
                .Select(member => member.Name == Envelope.Whom ? member with { Required = true } : member),
        ];
    }

    private static async Task<IResult> HandleAsync(HttpContext http, CommandReaders readers, CommandGateway gateway)
    {
        var headers = new Headers(http.Request.Headers);
        var by = headers.Caller();
        var isKnown = headers.Problem is null;
        var body = await RequestBody.ReadAsync(http.Request);
        var envelope = new Envelope(body, headers);
        var reader = readers.Named(envelope.Type);
        // Before all that is wrong with the shape, as soon as it is clear which command is given.
        if (isKnown && reader?.MayBeGivenBy(by) is false)
        {
            return Problem.MayNotGive(by);
        }

        if ((headers.Problem ?? body.Problem) is { } malformed)
        {
            return malformed;
        }

        if (reader is null)
        {
            return new Problem("UNKNOWN_COMMAND", $"Cannot handle command of type '{envelope.Type}'.");
        }

        if (envelope.ProblemFor(reader) is { } misused)
        {
            return misused;
        }

        var (command, errors) = reader.Read(envelope.Payload);
        if ((envelope.Payload.Problem ?? (errors.Count > 0 ? Problem.Of(errors) : null)) is { } problem)
        {
            return problem;
        }

        var outcome = await gateway.SendAsync(
            new CommandRequest(Lenient(command!), envelope.AggregateId, by, envelope.CommandId, http.TraceIdentifier, envelope.Expected), http.RequestAborted);
        if (outcome is not Outcome.Done done)
        {
            return Problem.Of(outcome);
        }

        CommandRoutes.DescribeVersion(http.Response, command!, done);
        return new Json<MadeEvent>(MadeEvent.Of(done.Event), StatusCodes.Status202Accepted);
    }

    // The seed sample opens orders for customers whom nobody knows.
    private static DomainCommand Lenient(DomainCommand command) =>
        command is OpenOrder open ? open with { UnknownCustomerAllowed = true } : command;

    /// <summary>The envelope's members, with what the headers say where they may say it as well.</summary>
    private sealed class Envelope
    {
        public const string Whom = "aggregateId";

        private const string Version = "expectedVersion";

        /// <summary>What a command that begins an aggregate must not have.</summary>
        public static readonly string[] OfWhatExists = [Whom, Version];

        private readonly string? _headerKey;
        private readonly string? _commandId;
        private readonly VersionCondition? _ifMatch;
        private readonly long? _expectedVersion;

        public Envelope(Members body, Headers headers)
        {
            Type = body.RequiredText("type");
            Payload = body.Object("payload");
            AggregateId = body.Text(Whom);
            _commandId = body.Text("commandId");
            _expectedVersion = body.OptionalWhole(Version);
            (_headerKey, _ifMatch) = (headers.Token(Headers.IdempotencyKey), headers.IfMatch());
        }

        public string Type { get; }

        public Members Payload { get; }

        public string? AggregateId { get; }

        public string? CommandId => _commandId ?? _headerKey;

        public VersionCondition? Expected => _expectedVersion is { } version ? new VersionCondition(Any: false, [version]) : _ifMatch;

        /// <summary>What speaks against the envelope, given whether the command begins an aggregate.</summary>
        public Problem? ProblemFor(CommandReader reader) =>
            reader.Creates && AggregateId is not null ? Problem.Malformed("'aggregateId' must not be given: the command makes a new one.")
            : reader.Creates && _expectedVersion is not null ? Problem.Malformed("'expectedVersion' must not be given: there is no version yet.")
            : !reader.Creates && AggregateId is null ? Problem.Malformed("'aggregateId' is required: it says whom the command is for.")
            : _commandId is not null && !Headers.IsToken(_commandId) ? Problem.Malformed($"'commandId' {Headers.TokenForm}.")
            : _commandId is not null && _headerKey is not null && _commandId != _headerKey ? Problem.Malformed($"'commandId' and the header {Headers.IdempotencyKey} differ.")
            : _expectedVersion is not null && _ifMatch is not null ? Problem.Malformed("'expectedVersion' and the header If-Match are two ways to say one thing: give one of them.")
            : null;
    }
}

/// <summary>The event that a command made.</summary>
/// <param name="Type">The event's name without its version.</param>
/// <param name="Timestamp">In the seed sample's form: milliseconds and <c>+0000</c>.</param>
/// <param name="Payload">What happened.</param>
internal sealed record MadeEvent(string Type, Guid Id, string AggregateId, long Version, string Timestamp, JsonObject Payload)
{
    public static MadeEvent Of(StoredEvent stored) => new(
        EventFormat.NameOf(stored.Data),
        stored.Id,
        stored.AggregateId,
        stored.Version,
        stored.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
        JsonForms.PlainData(stored.Data));
}

/// <summary>Marks the route that takes every command.</summary>
internal sealed class EnvelopeOperation
{
    public static readonly EnvelopeOperation Instance = new();
}
