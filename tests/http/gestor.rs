//! Staff: finding a client, seeing exactly the client's pages and nothing more, on record; and the state of the ERP.

use axum::body::Body;
use financeiro::server::{
    config::{Config, Servico, TipoErp},
    documentos::quitacao::emissao::{self, Recusa},
    permissoes::{Perfil, TABELA, Verbo, permitido},
    relogio::Relogio as _,
    session::{Conteudo, Previa, SessaoDaVisita, Visita},
    storage::{Auditoria, Evento, Origem},
};
use http::{Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use simulator::{PESSOAS, Papel, por_chave};
use std::{collections::BTreeSet, time::Duration};
use tower_sessions::SessionStore as _;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, inicio_do_download, prefixo},
};

/// Somebody of the staff.
const GESTORA: &str = "noelia";
const MOTIVO: &str = "Ligação do cliente sobre o boleto de março";

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

async fn mundo_com(config: fn(&mut Config)) -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), config, ..Ajustes::default() }).await
}

/// Launches from the manager panel and lands where staff begin.
async fn entrar_em(mundo: &Mundo, slug: &str, token: &str) -> (Navegador, String, Resposta) {
    let mut n = mundo.navegador();
    let lancada = n.abrir_de(&format!("/p/{slug}/gestor?token={token}"), Site::Outro).await;
    let conduzida = n.abrir_de(lancada.local(), Site::Outro).await;
    let local = conduzida.local().to_owned();
    assert!(local.ends_with("/gestor"), "{local}");
    let pagina = n.abrir_de(&local, Site::Outro).await;
    assert_eq!(pagina.status, StatusCode::OK, "{}", pagina.texto());
    (n, prefixo(&local), pagina)
}

async fn entrar(mundo: &Mundo) -> (Navegador, String, Resposta) {
    let token = mundo.simulador.emitir_token(GESTORA, Papel::Gestor).unwrap();
    entrar_em(mundo, "horizonte", &token).await
}

async fn postar(n: &mut Navegador, caminho: &str, campos: &[(&str, &str)]) -> Resposta {
    let corpo = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(campos).finish();
    let pedido = n
        .pedido(Method::POST, caminho, Site::Nosso)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(corpo))
        .unwrap();
    n.enviar(pedido).await
}

/// Submits the search form: the page that follows.
async fn procurar(n: &mut Navegador, prefixo: &str, por: &str, texto: &str) -> Resposta {
    let conduzida = postar(n, &format!("{prefixo}/gestor/buscar"), &[("por", por), ("texto", texto)]).await;
    let local = conduzida.local().to_owned();
    let digitado: String = texto.chars().filter(char::is_ascii_alphanumeric).collect();
    assert!(digitado.is_empty() || !local.contains(&digitado), "what was typed is in the address: {local}");
    n.abrir(&local).await
}

/// The forms that begin a preview: sealed client and sealed search.
fn formularios(pagina: &Resposta) -> Vec<(String, String)> {
    let campo = |formulario: &str, nome: &str| {
        let tags = html::tags(formulario);
        let campo = tags.into_iter().find(|t| t.atributo("name") == Some(nome))?;
        campo.atributo("value").map(str::to_owned)
    };
    let todos = html::todos(&pagina.corpo, "class", "filtros pedido");
    todos.into_iter().filter_map(|f| Some((campo(f, "cliente")?, campo(f, "busca")?))).collect()
}

async fn pedir_previa(n: &mut Navegador, prefixo: &str, pessoa: &str, motivo: &str) -> Resposta {
    let documento = por_chave(pessoa).unwrap().documento;
    let pagina = procurar(n, prefixo, "documento", documento).await;
    let (cliente, busca) = formularios(&pagina).remove(0);
    let campos = [("cliente", cliente.as_str()), ("busca", busca.as_str()), ("motivo", motivo)];
    postar(n, &format!("{prefixo}/gestor/previa"), &campos).await
}

/// Begins a preview and lands on the client's Início.
async fn prever(n: &mut Navegador, prefixo: &str, pessoa: &str) -> Resposta {
    let conduzida = pedir_previa(n, prefixo, pessoa, MOTIVO).await;
    assert_eq!(conduzida.local(), format!("{prefixo}/"));
    let pagina = n.abrir(conduzida.local()).await;
    assert_eq!(pagina.status, StatusCode::OK, "{}", pagina.texto());
    pagina
}

async fn encerrar(n: &mut Navegador, prefixo: &str) -> Resposta {
    n.postar(&format!("{prefixo}/gestor/previa/encerrar"), Site::Nosso).await
}

/// What the trail says of previews of a client, oldest first.
async fn trilha(mundo: &Mundo, pessoa: &str) -> Vec<Evento> {
    let estado = &mundo.estado;
    let titular = estado.chaveiro.hmacs_titular(&por_chave(pessoa).unwrap().documento_normalizado());
    let trilha = Auditoria::nova(estado.armazem.clone(), estado.chaveiro.clone());
    let mut eventos = trilha.listar("horizonte", &titular, Timestamp::UNIX_EPOCH, 100).await.unwrap();
    eventos.retain(|evento| evento.acao.starts_with("previa-"));
    eventos.reverse();
    eventos
}

fn acoes(eventos: &[Evento]) -> Vec<&str> {
    eventos.iter().map(|evento| evento.acao.as_str()).collect()
}

/// What each section of a page shows, without what differs between any two visits: prefix, sealed references, and which
/// section is ready first.
fn conteudo(pagina: &Resposta) -> Vec<(String, String, Vec<String>)> {
    let main = html::dentro(&pagina.corpo, "id", "conteudo").unwrap_or_else(|| panic!("{}", pagina.corpo));
    let mut secoes: Vec<_> = html::tags(main)
        .iter()
        .filter_map(|tag| tag.atributo("slot").map(str::to_owned))
        .map(|nome| {
            let dentro = html::dentro(main, "slot", &nome).unwrap();
            (nome, html::texto_de(dentro), etiquetas(dentro))
        })
        .collect();
    secoes.sort();
    secoes
}

fn etiquetas(trecho: &str) -> Vec<String> {
    let sem_referencias = |texto: &str| {
        let partes = texto.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        partes
            .map(|parte| if parte.len() == 22 || parte.len() > 40 { "…" } else { parte })
            .collect::<Vec<_>>()
            .join("/")
    };
    let de_uma = |tag: html::Tag| {
        let atributos = tag.atributos.iter().map(|(nome, valor)| format!("{nome}={}", sem_referencias(valor)));
        format!("{}{} {}", if tag.fecha { "/" } else { "" }, tag.nome, atributos.collect::<Vec<_>>().join(" "))
    };
    html::tags(trecho).into_iter().map(de_uma).collect()
}

#[tokio::test]
async fn whoever_is_not_staff_gets_nothing() {
    let mundo = mundo().await;
    for (pessoa, papel) in [("doralice", Papel::Cliente), ("valdete", Papel::Sindico)] {
        let token = mundo.simulador.emitir_token(pessoa, papel).unwrap();
        let mut n = mundo.navegador();
        let resposta = n.abrir_de(&format!("/p/horizonte/gestor?token={token}"), Site::Outro).await;
        assert!(resposta.status.is_client_error(), "{pessoa}: {}", resposta.status);
        assert!(n.cookie.is_none() && resposta.header("location").is_none(), "{pessoa}");
    }
    // Nor with a visit of her own.
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for caminho in ["/gestor", "/gestor/saude", "/gestor/busca/x"] {
        let resposta = n.abrir(&format!("{prefixo}{caminho}")).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}");
    }
    for caminho in ["/gestor/buscar", "/gestor/previa", "/gestor/previa/encerrar"] {
        assert_eq!(
            postar(&mut n, &format!("{prefixo}{caminho}"), &[]).await.status,
            StatusCode::NOT_FOUND,
            "{caminho}"
        );
    }
    // And staff's token is nobody's at the address of the clients.
    let token = mundo.simulador.emitir_token(GESTORA, Papel::Gestor).unwrap();
    let resposta = mundo.navegador().abrir_de(&format!("/p/horizonte/cliente?token={token}"), Site::Outro).await;
    assert!(resposta.status.is_client_error(), "{}", resposta.status);
}

#[tokio::test]
async fn staff_have_nobodys_data_until_they_choose_a_client() {
    let mundo = mundo().await;
    let (mut n, prefixo, pagina) = entrar(&mundo).await;
    let texto = pagina.texto();
    assert!(texto.contains("Noélia Farias Couto") && texto.contains("da equipe de Construtora Horizonte"), "{texto}");
    html::conferir_equilibrio(&pagina.corpo);
    for caminho in ["/boletos", "/extrato", "/notas", "/informe", "/quitacao", "/privacidade"] {
        assert_eq!(n.abrir(&format!("{prefixo}{caminho}")).await.status, StatusCode::NOT_FOUND, "{caminho}");
    }
    assert_eq!(n.abrir(&format!("{prefixo}/")).await.local(), format!("{prefixo}/gestor"));
}

#[tokio::test]
async fn a_client_is_found_by_each_key_and_shown_masked() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    let doralice = por_chave("doralice").unwrap();
    let (email, celular, codigo) = (doralice.email(), doralice.celular(), doralice.idpessoa.to_string());
    for (por, texto) in [
        ("documento", doralice.documento),
        ("documento", "39053344705"),
        ("email", email.as_str()),
        ("telefone", celular.as_str()),
        ("codigo", codigo.as_str()),
    ] {
        let pagina = procurar(&mut n, &prefixo, por, texto).await;
        html::conferir_equilibrio(&pagina.corpo);
        let resultado = html::dentro(&pagina.corpo, "slot", "resultado").unwrap();
        let visto = html::texto_de(resultado);
        assert!(visto.contains("1 cliente encontrado") && visto.contains("Doralice Campos Menezes"), "{por}: {visto}");
        assert!(visto.contains("d•••@exemplo.example"), "{por}: {visto}");
        for proibido in ["390.533.447-05", "39053344705", "doralice@"] {
            assert!(!resultado.contains(proibido), "{por}: {proibido} in {visto}");
        }
        assert_eq!(formularios(&pagina).len(), 1, "{por}");
    }
    let ninguem = procurar(&mut n, &prefixo, "documento", "529.982.247-25").await.texto();
    assert!(ninguem.contains("Ninguém encontrado"), "{ninguem}");
    for (por, texto, palavras) in [
        ("documento", "390.533.447-06", "não conferem"),
        ("email", "doralice", "e-mail completo"),
        ("telefone", "12", "com DDD"),
        ("codigo", "10a", "só números"),
    ] {
        let pagina = procurar(&mut n, &prefixo, por, texto).await;
        assert!(pagina.texto().contains(palavras), "{por}: {}", pagina.texto());
        assert!(pagina.corpo.contains("aria-describedby=\"erro-texto\""), "{por}");
        assert!(pagina.corpo.contains(&format!("value=\"{texto}\"")), "{por}: what was typed is kept");
        assert!(formularios(&pagina).is_empty(), "{por}");
    }
    // Staff are no clients, and who has no complete document has no pages.
    let colega = procurar(&mut n, &prefixo, "email", &por_chave(GESTORA).unwrap().email()).await;
    assert!(formularios(&colega).is_empty(), "{}", colega.texto());
}

#[tokio::test]
async fn a_search_that_cannot_be_made_says_why() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    for (falha, palavras) in [
        ("cv.cadastros=fora", "não está respondendo"),
        ("cv.cadastros=500", "não está respondendo"),
        ("cv.cadastros=html", "Não entendemos a resposta"),
    ] {
        mundo.falhas(falha);
        let texto = procurar(&mut n, &prefixo, "codigo", "1001").await.texto();
        assert!(texto.contains(palavras) && !texto.contains("Ninguém encontrado"), "{falha}: {texto}");
    }
    // An answer about somebody else is no answer.
    mundo.falhas("cv.cadastros=linha-de-outro");
    let texto = procurar(&mut n, &prefixo, "codigo", "1001").await.texto();
    assert!(!texto.contains("2 clientes"), "{texto}");

    let sem: fn(&mut Config) = |config| config.incorporadoras[0].portal.servico = None;
    let recusado: fn(&mut Config) = |config| {
        let servico = Servico { email: "api@horizonte.example".to_owned(), token: "outro-segredo".to_owned().into() };
        config.incorporadoras[0].portal.servico = Some(servico);
    };
    for (config, palavras) in [(sem, "[incorporadora.portal.servico]"), (recusado, "O CV recusou o acesso à busca")] {
        let mundo = mundo_com(config).await;
        let (mut n, prefixo, _) = entrar(&mundo).await;
        let pagina = procurar(&mut n, &prefixo, "codigo", "1001").await;
        assert!(pagina.texto().contains(palavras), "{}", pagina.texto());
        assert!(!pagina.tudo().contains("outro-segredo"));
    }
}

#[tokio::test]
async fn without_a_reason_there_is_no_preview() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    let longo = "a".repeat(301);
    for motivo in ["", "curto", "  a   b  ", longo.as_str()] {
        let recusada = pedir_previa(&mut n, &prefixo, "doralice", motivo).await;
        let pagina = n.abrir(recusada.local()).await;
        let texto = pagina.texto();
        assert!(texto.contains("Escreva o motivo com 10 a 300 letras."), "{motivo}: {texto}");
        assert!(pagina.corpo.contains("aria-describedby=\"erro-motivo-0 dica-0\""), "{motivo}");
        let digitado = motivo.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(texto.contains(&digitado), "what was typed is kept: {texto}");
        assert_eq!(formularios(&pagina).len(), 1, "it can be mended");
        assert_eq!(n.abrir(&format!("{prefixo}/boletos")).await.status, StatusCode::NOT_FOUND, "{motivo}");
    }
    assert!(trilha(&mundo, "doralice").await.is_empty());
}

#[tokio::test]
async fn a_preview_shows_exactly_the_clients_pages_under_a_banner() {
    let mundo = mundo().await;
    for pessoa in ["doralice", "benedito", "lindalva"] {
        let mut cliente = mundo.navegador();
        let (dele, _) = cliente.entrar(&mundo, pessoa).await;
        let (mut gestora, dela, _) = entrar(&mundo).await;
        let inicio = prever(&mut gestora, &dela, pessoa).await;
        let nome = por_chave(pessoa).unwrap().nome;
        let faixa = format!(
            "Você está vendo o Financeiro de Construtora Horizonte como {nome} vê. Somente leitura. Termina às 12:15 (faltam 15 min)."
        );
        assert!(inicio.texto().contains(&faixa), "{}", inicio.texto());
        let mut vistas = 0;
        for caminho in [
            "/",
            "/boletos",
            "/boletos?situacao=pagos",
            "/extrato",
            "/notas",
            "/informe",
            "/informe/2039",
            "/quitacao",
            "/quitacao/2039",
        ] {
            let a = cliente.abrir(&format!("{dele}{caminho}")).await;
            let b = gestora.abrir(&format!("{dela}{caminho}")).await;
            assert_eq!(a.status, b.status, "{pessoa} {caminho}");
            assert!(!conteudo(&a).is_empty(), "{pessoa} {caminho}: {}", a.texto());
            for (da_pessoa, da_previa) in conteudo(&a).into_iter().zip(conteudo(&b)) {
                assert_eq!(da_pessoa, da_previa, "{pessoa} {caminho}");
            }
            assert_eq!(conteudo(&a).len(), conteudo(&b).len(), "{pessoa} {caminho}");
            assert!(b.texto().contains("Somente leitura.") && !a.texto().contains("Somente leitura."), "{caminho}");
            html::conferir_equilibrio(&b.corpo);
            vistas += 1;
        }
        assert_eq!(vistas, 9);
        let entradas = |pagina: &Resposta| -> BTreeSet<String> {
            let nav = html::dentro(&pagina.corpo, "class", "nav").unwrap();
            let links =
                html::tags(nav).into_iter().filter_map(|tag| tag.atributo("href").map(|href| href[25..].to_owned()));
            links.collect()
        };
        // What is asked of CV with the client's own token is the client's alone.
        let mut dele_que_se_ve = entradas(&cliente.abrir(&format!("{dele}/")).await);
        dele_que_se_ve.retain(|caminho| permitido(Verbo::Ler, caminho, Perfil::Previa));
        assert!(dele_que_se_ve.len() > 4, "{dele_que_se_ve:?}");
        assert_eq!(dele_que_se_ve, entradas(&inicio), "the menu");
        assert!(!inicio.texto().contains("Privacidade"), "what is the client's alone is not offered");
    }
}

#[tokio::test]
async fn documents_of_a_preview_are_the_clients() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao")).await;
    let (arquivo, documento) = n.baixar(&pagina, "Declaração em PDF").await;
    assert!(arquivo.bytes.starts_with(b"%PDF-"), "{}", arquivo.texto());
    assert!(documento.texto().contains("Somente leitura."), "{}", documento.texto());
}

#[tokio::test]
async fn a_preview_changes_nothing_of_the_client() {
    let mundo = mundo().await;
    mundo.falhas("erp.declaracoes-quitacao=vazio");
    // The client's own page has the button, and so the reference.
    let mut cliente = mundo.navegador();
    let (dele, _) = cliente.entrar(&mundo, "doralice").await;
    assert!(cliente.abrir(&format!("{dele}/quitacao/2039")).await.texto().contains("Emitir declaração"));

    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao/2039")).await;
    assert!(!pagina.texto().contains("Emitir declaração"), "{}", pagina.texto());
    assert!(pagina.texto().contains("O cliente pode emiti-la aqui."), "{}", pagina.texto());

    let de_escrita = TABELA.iter().filter(|l| l.verbo == Verbo::Fazer && !l.perfis.contains(&Perfil::Previa));
    let mut tentadas = Vec::new();
    for linha in de_escrita {
        let caminho = linha.rota.replace("{referencia}", "x").replace("{ano}", "2039");
        let resposta = postar(&mut n, &format!("{prefixo}{caminho}"), &[("contrato", "x"), ("ano", "2039")]).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}");
        tentadas.push(linha.rota);
    }
    for rota in ["/quitacao/emitir", "/privacidade/encerrar", "/gestor/previa"] {
        assert!(tentadas.contains(&rota), "{rota} was not tried: {tentadas:?}");
    }
}

#[tokio::test]
async fn the_use_case_refuses_a_preview_by_itself() {
    let mundo = mundo().await;
    mundo.falhas("erp.declaracoes-quitacao=vazio");
    let estado = &mundo.estado;
    let mut cliente = mundo.navegador();
    cliente.entrar(&mundo, "doralice").await;
    let id = cliente.cookie.as_deref().unwrap().parse().unwrap();
    let registro = estado.sessoes.load(&id).await.unwrap().unwrap();
    let principal = std::sync::Arc::new(Conteudo::do_registro(&registro).unwrap().autor);
    let visita = |perfil, previa| Visita {
        principal: principal.clone(),
        autor: principal.clone(),
        perfil,
        previa,
        incorporadora: estado.incorporadora("horizonte").unwrap(),
        token_portal: None,
        origem: Origem::Portal,
        prefixo: "".into(),
        codigo_suporte: "-".into(),
        sessao: Some(SessaoDaVisita(id)),
    };
    let contrato = domain::modelo::ContratoId("1048".to_owned());
    let previa = Some(Previa { ate: mundo.relogio.agora() + SignedDuration::from_mins(5) });
    let recusada = emissao::emitir(estado, &visita(Perfil::Previa, previa), &contrato, 2039).await;
    assert!(matches!(recusada, Err(Recusa::NaoEncontrada)), "{recusada:?}");
    // The refusal above was for no other reason.
    emissao::emitir(estado, &visita(Perfil::Cliente, None), &contrato, 2039).await.unwrap();
}

#[tokio::test]
async fn a_preview_is_on_record_from_beginning_to_end_and_the_client_reads_it() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    let inicio = mundo.relogio.agora();
    mundo.relogio.avancar(Duration::from_mins(4));
    let pagina = n.abrir(&format!("{prefixo}/boletos")).await;
    assert!(pagina.texto().contains("Termina às 12:15 (faltam 11 min)."), "{}", pagina.texto());
    let encerrada = encerrar(&mut n, &prefixo).await;
    let volta = n.abrir(encerrada.local()).await;
    assert!(volta.texto().contains("A prévia terminou."), "{}", volta.texto());
    assert_eq!(n.abrir(&format!("{prefixo}/boletos")).await.status, StatusCode::NOT_FOUND);
    // Pressing again, or leaving, ends nothing twice.
    assert_eq!(encerrar(&mut n, &prefixo).await.status, StatusCode::NOT_FOUND);
    mundo.relogio.avancar(Duration::from_mins(18));
    n.abrir(&format!("{prefixo}/gestor")).await;
    n.postar(&format!("{prefixo}/sair"), Site::Nosso).await;

    let eventos = trilha(&mundo, "doralice").await;
    assert_eq!(acoes(&eventos), ["previa-inicio", "previa-fim"]);
    assert_eq!(eventos[0].quando, inicio);
    assert_eq!(eventos[1].quando, inicio + SignedDuration::from_mins(4));
    assert!(eventos.iter().all(|e| e.ator.starts_with("gestor:") && e.ator == eventos[0].ator), "{eventos:?}");
    assert_eq!(eventos[0].detalhe.as_deref(), Some(format!("Noélia Farias Couto: {MOTIVO}").as_str()));

    let mut cliente = mundo.navegador();
    let (dele, _) = cliente.entrar(&mundo, "doralice").await;
    let texto = cliente.abrir(&format!("{dele}/privacidade")).await.texto();
    assert!(texto.contains(&format!("Noélia Farias Couto: {MOTIVO}")), "{texto}");
    assert!(texto.contains("fechou as suas páginas"), "{texto}");
    let mut outro = mundo.navegador();
    let (do_outro, _) = outro.entrar(&mundo, "benedito").await;
    let texto = outro.abrir(&format!("{do_outro}/privacidade")).await.texto();
    assert!(!texto.contains("Noélia") && !texto.contains(MOTIVO), "{texto}");
}

#[tokio::test]
async fn a_preview_ends_by_itself_after_fifteen_minutes_and_its_end_is_recorded_once() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    let inicio = mundo.relogio.agora();
    mundo.relogio.avancar(Duration::from_secs(14 * 60 + 59));
    assert_eq!(n.abrir(&format!("{prefixo}/extrato")).await.status, StatusCode::OK);
    mundo.relogio.avancar(Duration::from_secs(1));
    let (mut a, mut b) = (n.clone(), n.clone());
    let (boletos, extrato) = (format!("{prefixo}/boletos"), format!("{prefixo}/extrato"));
    let (pagina, outra) = tokio::join!(a.abrir(&boletos), b.abrir(&extrato));
    for resposta in [&pagina, &outra] {
        assert!(!resposta.corpo.contains("Doralice"));
    }
    let conduzida = [&pagina, &outra].into_iter().find(|r| r.status == StatusCode::SEE_OTHER).unwrap();
    assert!(n.abrir(conduzida.local()).await.texto().contains("A prévia terminou."));
    mundo.relogio.avancar(Duration::from_mins(3));
    n.abrir(&format!("{prefixo}/gestor")).await;
    let eventos = trilha(&mundo, "doralice").await;
    assert_eq!(acoes(&eventos), ["previa-inicio", "previa-fim"]);
    assert_eq!(eventos[1].quando, inicio + SignedDuration::from_mins(15), "when it ended, not when somebody noticed");
}

#[tokio::test]
async fn leaving_or_coming_in_again_ends_a_preview() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    mundo.relogio.avancar(Duration::from_mins(2));
    n.postar(&format!("{prefixo}/sair"), Site::Nosso).await;
    let eventos = trilha(&mundo, "doralice").await;
    assert_eq!(acoes(&eventos), ["previa-inicio", "previa-fim"]);
    assert_eq!(eventos[1].quando, mundo.relogio.agora());

    // The same person launches again in the same browser: the preview was of the visit before.
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "benedito").await;
    let token = mundo.simulador.emitir_token(GESTORA, Papel::Gestor).unwrap();
    let lancada = n.abrir_de(&format!("/p/horizonte/gestor?token={token}"), Site::Outro).await;
    let nova = crate::navegador::prefixo(lancada.local());
    assert_eq!(acoes(&trilha(&mundo, "benedito").await), ["previa-inicio", "previa-fim"]);
    assert!(n.abrir(&format!("{nova}/")).await.local().ends_with("/gestor"));
    // The old tab, with the cookie of the old visit, sees nothing any more.
    assert!(!n.abrir(&format!("{prefixo}/boletos")).await.corpo.contains("Benedito"));
}

#[tokio::test]
async fn a_session_into_which_an_older_request_writes_the_preview_back_does_not_open_it() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    let id = n.cookie.as_deref().unwrap().parse().unwrap();
    let antes = mundo.estado.sessoes.load(&id).await.unwrap().unwrap();
    encerrar(&mut n, &prefixo).await;
    mundo.estado.sessoes.save(&antes).await.unwrap();
    let pagina = n.abrir(&format!("{prefixo}/boletos")).await;
    assert!(pagina.local().contains("/gestor"), "{}", pagina.texto());
    assert_eq!(acoes(&trilha(&mundo, "doralice").await), ["previa-inicio", "previa-fim"]);
}

#[tokio::test]
async fn of_two_previews_begun_at_once_one_is() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    let mut selados = Vec::new();
    for pessoa in ["doralice", "benedito"] {
        let pagina = procurar(&mut n, &prefixo, "documento", por_chave(pessoa).unwrap().documento).await;
        selados.push(formularios(&pagina).remove(0));
    }
    let caminho = format!("{prefixo}/gestor/previa");
    let campos = |i: usize| [("cliente", &*selados[i].0), ("busca", &*selados[i].1), ("motivo", MOTIVO)];
    let (mut a, mut b) = (n.clone(), n.clone());
    let (de_a, de_b) = (campos(0), campos(1));
    tokio::join!(postar(&mut a, &caminho, &de_a), postar(&mut b, &caminho, &de_b));
    let [doralice, benedito] = [trilha(&mundo, "doralice").await, trilha(&mundo, "benedito").await];
    assert_eq!(doralice.len() + benedito.len(), 1, "{doralice:?} {benedito:?}");
}

#[tokio::test]
async fn a_ticket_made_for_one_client_does_not_open_in_the_preview_of_another() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao")).await;
    let documento = n.pedir(&crate::navegador::acao(&pagina, "Declaração em PDF")).await;
    let bilhete = inicio_do_download(&documento).unwrap();
    let referencia =
        documento.corpo.split("/documentos/").nth(1).unwrap().split(['"', '?', '/']).next().unwrap().to_owned();
    encerrar(&mut n, &prefixo).await;
    prever(&mut n, &prefixo, "benedito").await;
    let resposta = n.abrir(&bilhete).await;
    assert_eq!(resposta.status, StatusCode::GONE, "{}", resposta.texto());
    assert_eq!(n.abrir(&format!("{prefixo}/documentos/{referencia}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_ticket_dies_with_its_preview() {
    let mundo = mundo().await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    prever(&mut n, &prefixo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao")).await;
    let documento = n.pedir(&crate::navegador::acao(&pagina, "Declaração em PDF")).await;
    let bilhete = inicio_do_download(&documento).unwrap();
    encerrar(&mut n, &prefixo).await;
    assert_eq!(n.abrir(&bilhete).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn where_the_erp_answers_to_the_clients_token_only_there_is_no_preview() {
    let ligar: fn(&mut Config) = |config| {
        let (gestor, servico) =
            (config.incorporadoras[0].portal.gestor.clone(), config.incorporadoras[0].portal.servico.clone());
        for outra in config.incorporadoras.iter_mut().filter(|i| matches!(i.erp.tipo, TipoErp::Cv)) {
            outra.portal.gestor.clone_from(&gestor);
            outra.portal.servico.clone_from(&servico);
        }
    };
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config: ligar, vizinhas: true, ..Ajustes::default() }).await;
    let lagoa = mundo.vizinhas.iter().find(|v| v.slug == "lagoa").unwrap();
    let token = lagoa.simulador.emitir_token(GESTORA, Papel::Gestor).unwrap();
    let (mut n, prefixo, _) = entrar_em(&mundo, "lagoa", &token).await;
    let pagina = procurar(&mut n, &prefixo, "documento", por_chave("doralice").unwrap().documento).await;
    assert!(pagina.texto().contains("Não há prévia."), "{}", pagina.texto());
    assert!(formularios(&pagina).is_empty());
}

#[tokio::test]
async fn clients_of_another_incorporadora_are_out_of_reach() {
    let ligar: fn(&mut Config) = |config| {
        let portal = config.incorporadoras[0].portal.clone();
        for outra in &mut config.incorporadoras[1..] {
            outra.portal.gestor = portal.gestor.clone();
        }
    };
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config: ligar, aurora: true, ..Ajustes::default() }).await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    let pagina = procurar(&mut n, &prefixo, "documento", por_chave("doralice").unwrap().documento).await;
    let (cliente, busca) = formularios(&pagina).remove(0);

    let aurora = mundo.aurora.as_ref().unwrap();
    let token = aurora.emitir_token(GESTORA, Papel::Gestor).unwrap();
    let (mut de_la, la, _) = entrar_em(&mundo, "aurora", &token).await;
    let campos = [("cliente", cliente.as_str()), ("busca", busca.as_str()), ("motivo", MOTIVO)];
    assert_eq!(postar(&mut de_la, &format!("{la}/gestor/previa"), &campos).await.status, StatusCode::NOT_FOUND);
    assert_eq!(de_la.abrir(&format!("{la}/gestor/busca/{busca}")).await.status, StatusCode::NOT_FOUND);
    let texto = procurar(&mut de_la, &la, "codigo", "1001").await.texto();
    assert!(texto.contains("[incorporadora.portal.servico]"), "its search is its own: {texto}");
    assert!(trilha(&mundo, "doralice").await.is_empty());
    // The same token opens nothing at the neighbour's.
    let resposta = mundo.navegador().abrir_de(&format!("/p/horizonte/gestor?token={token}"), Site::Outro).await;
    assert!(resposta.status.is_client_error(), "{}", resposta.status);
    // A made-up client, or a reference of another kind, is none.
    for errado in ["", "x", busca.as_str()] {
        let campos = [("cliente", errado), ("busca", busca.as_str()), ("motivo", MOTIVO)];
        assert_eq!(postar(&mut n, &format!("{prefixo}/gestor/previa"), &campos).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn saude_has_figures_and_nobodys_data() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), resiliente: true, ..Ajustes::default() }).await;
    let mut cliente = mundo.navegador();
    let (dele, _) = cliente.entrar(&mundo, "doralice").await;
    cliente.abrir(&format!("{dele}/extrato")).await;
    let (mut n, prefixo, _) = entrar(&mundo).await;
    let pagina = n.abrir(&format!("{prefixo}/gestor/saude")).await;
    html::conferir_equilibrio(&pagina.corpo);
    let texto = pagina.texto();
    for parte in [
        "Atendendo",
        "Adaptador rest",
        "de 100000",
        "Disjuntor fechado",
        "Tempo de metade (p50)",
        "Nenhuma falha desde que o servidor começou",
        "gestor · ok",
        "cliente · ok",
        "Janela de manutenção Nenhuma",
    ] {
        assert!(texto.contains(parte), "{parte}: {texto}");
    }
    assert!(!texto.contains("Consultas no último minuto 0 de"), "{texto}");
    assert!(texto.contains("Boletos 1 0 s"), "one answer is remembered: {texto}");

    mundo.falhas("erp=500");
    for _ in 0..8 {
        cliente.abrir(&format!("{dele}/?atualizar=1")).await;
    }
    let fora = n.abrir(&format!("{prefixo}/gestor/saude")).await;
    let texto = fora.texto();
    for parte in
        ["Fora do ar", "Disjuntor aberto", "Fora do ar ou recusando chamadas", "Não consultado: disjuntor aberto"]
    {
        assert!(texto.contains(parte), "{parte}: {texto}");
    }
    for pagina in [&pagina, &fora] {
        for pessoa in PESSOAS {
            let primeiro = pessoa.nome.split(' ').next().unwrap();
            for proibido in [pessoa.nome, pessoa.documento, pessoa.documento_normalizado().as_str(), primeiro] {
                assert!(!pagina.texto().contains(proibido), "{proibido}");
            }
        }
    }
}

/// What staff do in a visit, for the test of the log: what was typed, and must not be there.
pub(crate) async fn jornada(mundo: &Mundo) -> Vec<String> {
    let token = mundo.simulador.emitir_token(GESTORA, Papel::Gestor).unwrap();
    let (mut n, prefixo, _) = entrar_em(mundo, "horizonte", &token).await;
    let doralice = por_chave("doralice").unwrap();
    procurar(&mut n, &prefixo, "email", &doralice.email()).await;
    procurar(&mut n, &prefixo, "telefone", &doralice.celular()).await;
    pedir_previa(&mut n, &prefixo, "doralice", "curto-7c1").await;
    let motivo = "segredo-do-motivo, escrito por quem pediu";
    pedir_previa(&mut n, &prefixo, "doralice", motivo).await;
    n.abrir(&format!("{prefixo}/boletos")).await;
    encerrar(&mut n, &prefixo).await;
    mundo.falhas("cv.cadastros=500");
    procurar(&mut n, &prefixo, "documento", doralice.documento).await;
    mundo.falhas("");
    n.abrir(&format!("{prefixo}/gestor/saude")).await;
    let segredos = [
        doralice.documento.to_owned(),
        doralice.documento_normalizado(),
        doralice.email(),
        doralice.celular(),
        "Doralice".to_owned(),
        "Noélia".to_owned(),
        por_chave(GESTORA).unwrap().email(),
        "segredo-do-motivo".to_owned(),
        "curto-7c1".to_owned(),
        "cv-demo".to_owned(),
        token,
    ];
    segredos.to_vec()
}
