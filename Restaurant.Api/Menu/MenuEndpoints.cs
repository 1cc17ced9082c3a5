using Restaurant.Api.Commands;
using Restaurant.Api.Http;
using Restaurant.Projections.Menu;
using static Restaurant.Actors.Menu.MenuCommand;

namespace Restaurant.Api.Menu;

internal static class MenuEndpoints
{
    public const string Path = "/menu/items";

    public static void MapMenu(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapReads(Path);
        reads.MapGet("", ListAsync).AnswersPage<MenuItemRepresentation>("listMenuItems", "The menu, by description unless sorted otherwise.", query => Wanted(query));
        reads.MapGet("{id}", FindAsync).AnswersResource<MenuItemRepresentation>("getMenuItem", "A menu item, also a removed one.");

        var items = routes.MapGroup(Path);
        items.MapCommand<AddMenuItem>(HttpMethods.Post, "");
        items.MapCommand<ModifyMenuItem>(HttpMethods.Put, "{id}");
        items.MapCommand(HttpMethods.Put, "{id}/availability", "setMenuItemAvailability", readers => readers.MenuItemAvailability);
        items.MapCommand<RemoveMenuItem>(HttpMethods.Delete, "{id}");
    }

    private static Task<IResult> ListAsync(HttpContext http, MenuView menu)
    {
        var query = new Query(http.Request.Query);
        var wanted = Wanted(query);
        return Page.AnswerAsync(http, query.Problem, () => menu.ListAsync(wanted, http.RequestAborted), MenuItemRepresentation.Of);
    }

    private static MenuQuery Wanted(Query query)
    {
        var (sort, descending) = query.Sort("sort", MenuSort.Description);
        return new MenuQuery(
            query.Text("q"), query.Text("category"), query.Flag("available"), sort, descending,
            IncludeRemoved: query.Flag("includeRemoved") ?? false, query.Limit(), query.Cursor());
    }

    private static Task<IResult> FindAsync(string id, HttpContext http, MenuView menu) =>
        Resource.AnswerAsync(http, id, menu.FindAsync, entry => entry.Version, MenuItemRepresentation.Of);
}
