using Restaurant.Actors.Aggregates;
using Restaurant.Api.Http;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Api.Admin;

/// <summary><c>/admin/parked</c>: the events that projections could not apply, and what to do with them. What is asked is done within a second or two.</summary>
internal static class ParkedEndpoints
{
    private const int LongestReason = 300;

    public static void MapParked(this IEndpointRouteBuilder routes)
    {
        var parked = routes.MapGroup("/admin/parked");
        parked.MapGet("", ListAsync).AnswersPage<ParkedRepresentation>(
            "listParked", "Events that a projection could not apply, those first that were parked first.", query => Wanted(query));
        parked.MapPost("{id}/retry", RetryAsync).Does<ParkedRepresentation>(
            new AdminOperation("retryParked", "Has an event tried once more, and then what waits behind it.", Body: null, "NOT_FOUND"), StatusCodes.Status202Accepted);
        parked.MapPost("{id}/skip", SkipAsync).Does<ParkedRepresentation>(
            new AdminOperation(
                "skipParked", "Has an event passed over for ever, and then what waits behind it tried. Who decides so, and why, is kept.",
                Reason, "REASON_REQUIRED", "TEXT_TOO_LONG", "TEXT_INVALID", "NOT_FOUND"),
            StatusCodes.Status202Accepted);
    }

    private static Task<IResult> ListAsync(HttpContext http, ParkedView parked)
    {
        var query = new Query(http.Request.Query);
        var (limit, after) = Wanted(query);
        return Page.AnswerAsync(http, query.Problem, () => parked.ListAsync(limit, after, http.RequestAborted), ParkedRepresentation.Of);
    }

    private static (int Limit, Cursor? After) Wanted(Query query) => (query.Limit(), query.Cursor());

    private static async Task<IResult> RetryAsync(string id, HttpContext http, ParkedView parked)
    {
        var request = await AdminRequest.ReadAsync(http);
        return request.Problem ?? Answer(await parked.RetryAsync(id, request.By, http.RequestAborted));
    }

    private static async Task<IResult> SkipAsync(string id, HttpContext http, ParkedView parked)
    {
        var request = await AdminRequest.ReadAsync(http, Reason);
        return request.Problem ?? Answer(await parked.SkipAsync(id, request.By, reason: request.Text, http.RequestAborted));
    }

    private static AdminBody Reason(Members body)
    {
        var rules = new FieldRules();
        var reason = rules.Text("reason", body.Text("reason"), LongestReason, new FieldError("reason", "REASON_REQUIRED", "Why it is skipped must be said."));
        return new AdminBody(reason, body.Problem ?? (rules.Errors.Count > 0 ? Problem.Of(rules.Errors) : null));
    }

    private static IResult Answer(ParkedEntry? asked) =>
        asked is null ? Problem.NotFound : new Json<ParkedRepresentation>(ParkedRepresentation.Of(asked), StatusCodes.Status202Accepted);
}
