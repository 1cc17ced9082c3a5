using Restaurant.Api.Http;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Admin;

/// <summary><c>/admin/projections</c>: how each projection is, and the request to build its tables anew.</summary>
internal static class ProjectionEndpoints
{
    public static void MapProjections(this IEndpointRouteBuilder routes)
    {
        var projections = routes.MapGroup("/admin/projections");
        projections.MapGet("", async (HttpContext http, ProjectionsView view) =>
                new Json<IReadOnlyList<ProjectionRepresentation>>([.. (await view.ListAsync(http.RequestAborted)).Select(ProjectionRepresentation.Of)]))
            .Answers<IReadOnlyList<ProjectionRepresentation>>(new ReadOperation("listProjections", "The projections, how far they are, and what is being done to them."));
        projections.MapGet("{projection}", (string projection, HttpContext http, ProjectionsView view) => FindAsync(projection, http, view))
            .Answers<ProjectionRepresentation>(new ReadOperation("getProjection", "How far a projection is, and what is being done to it.", FindsOne: true));
        projections.MapPost("{projection}/rebuild", RebuildAsync)
            .Does<ProjectionRepresentation>(
                new AdminOperation(
                    "rebuildProjection", "Has the tables of a projection built anew from the journal, beside those that serve, and then take their place.", Body: null, "NOT_FOUND", "INVALID_TRANSITION"),
                StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> FindAsync(string name, HttpContext http, ProjectionsView view, int status = StatusCodes.Status200OK) =>
        (await view.ListAsync(http.RequestAborted)).FirstOrDefault(projection => projection.Name == name) is { } found
            ? new Json<ProjectionRepresentation>(ProjectionRepresentation.Of(found), status)
            : Problem.NotFound;

    private static async Task<IResult> RebuildAsync(string projection, HttpContext http, ProjectionsView view, ProjectionCatalog projections)
    {
        var request = await AdminRequest.ReadAsync(http);
        if (request.Problem is { } problem)
        {
            return problem;
        }

        if (projections.All.FirstOrDefault(group => group.Names.Contains(projection)) is { } group)
        {
            if (group.IsPermanent)
            {
                return Problem.NeverRebuilt;
            }

            await view.RebuildAsync(projection, request.By, http.RequestAborted);
        }

        return await FindAsync(projection, http, view, StatusCodes.Status202Accepted);
    }
}
