using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Api.Http;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Commands;

/// <summary>Commands as methods on resources: <c>{id}</c> in the route is the aggregate, other names are members of the command.</summary>
internal static class CommandRoutes
{
    public const string AggregateId = "id";

    public static RouteHandlerBuilder MapCommand<TCommand>(this IEndpointRouteBuilder routes, string method, string pattern)
        where TCommand : DomainCommand =>
        routes.MapCommand(method, pattern, DomainCommand.NameOf(typeof(TCommand)), readers => readers.Of<TCommand>());

    /// <param name="name">What the description of the API calls it.</param>
    /// <param name="choose">Which reader makes the command out of the body.</param>
    public static RouteHandlerBuilder MapCommand(
        this IEndpointRouteBuilder routes, string method, string pattern, string name, Func<CommandReaders, CommandReader> choose)
    {
        var reader = choose(routes.ServiceProvider.GetRequiredService<CommandReaders>());
        return routes
            .MapMethods(pattern, [method], (HttpContext http, CommandGateway gateway) => HandleAsync(http, reader, gateway))
            .WithMetadata(new CommandOperation(name, reader))
            .Produces(
                Representation.Makes(reader.Command) ? StatusCodes.Status201Created : StatusCodes.Status200OK,
                Representation.TypeFor(reader.Command),
                "application/json");
    }

    // The order of the checks is the contract's: the caller's kind, shape, field rules; all others are the aggregate's.
    private static async Task<IResult> HandleAsync(HttpContext http, CommandReader reader, CommandGateway gateway)
    {
        var headers = new Headers(http.Request.Headers);
        var by = headers.Caller();
        if (headers.Problem is null && !reader.MayBeGivenBy(by))
        {
            return Problem.MayNotGive(by);
        }

        var (key, expected) = (headers.Token(Headers.IdempotencyKey), headers.IfMatch());
        if (headers.Problem is { } badHeader)
        {
            return badHeader;
        }

        var body = await RequestBody.ReadAsync(http.Request);
        foreach (var (name, value) in http.Request.RouteValues.Where(part => part.Key != AggregateId))
        {
            body.Bind(name, (string)value!);
        }

        var (command, errors) = reader.Read(body);
        if ((body.Problem ?? (errors.Count > 0 ? Problem.Of(errors) : null)) is { } problem)
        {
            return problem;
        }

        var outcome = await gateway.SendAsync(
            new CommandRequest(command!, (string?)http.Request.RouteValues[AggregateId], by, key, http.TraceIdentifier, expected), http.RequestAborted);
        if (outcome is not Outcome.Done done)
        {
            return Problem.Of(outcome);
        }

        DescribeVersion(http.Response, command!, done);
        if (Representation.AddressOf(command!, done.State) is not { } made)
        {
            return Representation.Of(done.State, done.Event.Version);
        }

        http.Response.Headers.Location = made;
        return Representation.Of(done.State, done.Event.Version, StatusCodes.Status201Created);
    }

    /// <summary>The headers by which a caller goes on from what its command made.</summary>
    public static void DescribeVersion(HttpResponse response, DomainCommand command, Outcome.Done done)
    {
        response.Headers.ETag = Headers.ETagOf(done.Event.Version);
        response.Headers[Headers.ConsistencyToken] =
            new ConsistencyToken(Catalog.Of(command).PersistenceId(done.Event.AggregateId), done.Event.Version).ToString();
        if (done.Replayed)
        {
            response.Headers[Headers.IdempotencyReplayed] = "true";
        }
    }
}

/// <summary>Says of a route which command it gives.</summary>
/// <param name="Name">What client generators call it.</param>
/// <param name="Reader">Makes the command out of the body.</param>
internal sealed record CommandOperation(string Name, CommandReader Reader);
