using Restaurant.Projections;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Http;

/// <summary>What all reads have in common: they wait for the caller's own writes.</summary>
internal static class Reads
{
    /// <summary>All routes that are added to the result are reads.</summary>
    public static RouteGroupBuilder MapReads(this IEndpointRouteBuilder routes, string prefix) => routes.MapReads(prefix, projections => projections.ReadModel);

    /// <param name="group">Whose tables they read.</param>
    public static RouteGroupBuilder MapReads(this IEndpointRouteBuilder routes, string prefix, Func<ProjectionCatalog, ProjectionGroup> group) =>
        routes.MapGroup(prefix).WithMetadata(AwaitsTokens.Instance).AddEndpointFilterFactory((_, next) => context => WaitAsync(group, context, next));

    private static async ValueTask<object?> WaitAsync(Func<ProjectionCatalog, ProjectionGroup> group, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var headers = new Headers(http.Request.Headers);
        // Before roles are enforced, who asks makes no difference; what no caller can be is refused all the same.
        _ = headers.Caller();
        var (tokens, patience) = (headers.ConsistencyTokens(), headers.Patience());
        if (headers.Problem is { } problem)
        {
            return problem;
        }

        return tokens.Count == 0 || await http.RequestServices.GetRequiredService<ConsistencyWait>().ReachedAsync(group(http.RequestServices.GetRequiredService<ProjectionCatalog>()), tokens, patience, http.RequestAborted)
            ? await next(context)
            : Problem.ReadModelBehind;
    }
}

/// <summary>Marks a route that waits for the caller's own writes.</summary>
internal sealed class AwaitsTokens
{
    public static readonly AwaitsTokens Instance = new();
}
