using Restaurant.Api.Http;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Admin;

/// <summary><c>/admin/groups</c>: holds a group of projections up, and lets it go on.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder routes)
    {
        var groups = routes.MapGroup("/admin/groups/{group}");
        groups.MapPost("pause", (string group, HttpContext http, GroupControl control) => AskAsync(group, http, (found, by) => control.PauseAsync(found, by, http.RequestAborted)))
            .Does<GroupRepresentation>(new AdminOperation("pauseGroup", "Has a group of projections stand still until it is resumed. Its tables serve as they are.", Body: null, "NOT_FOUND"));
        groups.MapPost("resume", (string group, HttpContext http, GroupControl control) => AskAsync(group, http, (found, _) => control.ResumeAsync(found, http.RequestAborted)))
            .Does<GroupRepresentation>(new AdminOperation("resumeGroup", "Lets a group of projections go on from where it stands.", Body: null, "NOT_FOUND"));
    }

    private static async Task<IResult> AskAsync(string name, HttpContext http, Func<ProjectionGroup, string, Task> ask)
    {
        var request = await AdminRequest.ReadAsync(http);
        if (request.Problem is { } problem)
        {
            return problem;
        }

        if (http.RequestServices.GetRequiredService<ProjectionCatalog>().All.FirstOrDefault(group => group.Name == name) is not { } found)
        {
            return Problem.NotFound;
        }

        await ask(found, request.By);
        var status = await http.RequestServices.GetRequiredService<ReadModelHealth>().CheckAsync(http.RequestAborted);
        return new Json<GroupRepresentation>(GroupRepresentation.Of(status.Groups.Single(group => group.Name == name)));
    }
}

/// <param name="Paused">Whether it is to stand still. It does within a second or two.</param>
/// <param name="Offset">The last row of the journal that was applied.</param>
/// <param name="Head">The last row of the journal.</param>
/// <param name="Lag">How many rows are between them.</param>
/// <param name="OpenGaps">In how many ranges of the rows before the offset it waits for some that may still turn up.</param>
/// <param name="Parked">How many events its projections could not apply, or wait behind such a one.</param>
/// <param name="Error">Why it stands still, or null.</param>
internal sealed record GroupRepresentation(string Name, bool Paused, long Offset, long Head, long Lag, int OpenGaps, long Parked, string? Error)
{
    public static GroupRepresentation Of(GroupStatus group) =>
        new(group.Name, group.Paused, group.Offset, group.Head, group.Lag, group.OpenGaps, group.Parked, group.Error);
}
