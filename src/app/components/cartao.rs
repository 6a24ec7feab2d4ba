//! The payment card: how much, until when, how to pay, and where the figures come from.

use domain::{
    boleto::Boleto,
    calendario::{self, Prazo},
    conferencia::{Codigo, Divergencia},
    dinheiro::Dinheiro,
    modelo::{Composicao, SituacaoBoleto},
    pix::BrCode,
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    barras::CodigoDeBarras,
    codigos::{LinhaDigitavel, PixCopiaECola},
    documento::{BotaoDocumento, Enfase},
    icones::Icone,
    qr::QrPix,
    tempo::Data,
};
use crate::{
    app::islands::{Copiar, JanelaPix},
    server::{documentos::pedido::Pedido, financeiro::cobranca::Cobranca, session::Visita},
};

/// How much of the card is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feitio {
    /// Início: codes, QR behind a button.
    Resumo,
    /// A row opened in a list: codes, the rest one link away.
    Linha,
    /// The boleto's own page: everything drawn.
    Completo,
}

/// Chip with the due date in words.
#[component]
pub fn ChipPrazo(
    /// Where today stands.
    prazo: Prazo,
) -> impl IntoView {
    let classe = if prazo.vencido() { "chip perigo" } else { "chip atencao" };
    view! { <span class=classe>{prazo.texto()}</span> }
}

/// `R$` small, figures big; words when there is no figure.
#[component]
pub fn ValorGrande(
    /// Amount to pay today.
    valor: Option<Dinheiro>,
) -> impl IntoView {
    match valor {
        Some(v) => view! { <p class="valor"><small>"R$\u{a0}"</small>{v.sem_simbolo()}</p> }.into_any(),
        None => view! { <p class="valor sem-numero">"Valor não informado"</p> }.into_any(),
    }
}

/// Title, amount, due date, codes.
#[component]
pub fn CartaoPagamento(
    /// Whose.
    visita: Visita,
    /// The charge.
    cobranca: Cobranca,
    /// Unique on the page; prefixes the ids of the codes.
    id: String,
    /// Address of the boleto's own page.
    pagina: String,
    /// Name the payer should see in the bank's app.
    beneficiario: String,
    /// How much is drawn.
    feitio: Feitio,
    /// Today, for "Hoje, 21/11".
    hoje: Date,
) -> impl IntoView {
    let boleto = cobranca.boleto.codigo().cloned();
    let pix = cobranca.pix.codigo().cloned();
    let completo = feitio == Feitio::Completo;
    view! {
        <Ressalvas cobranca=cobranca.clone()/>
        <Copias boleto=boleto.clone() pix=pix.clone() id=id.clone()/>
        <Caminhos visita chave=cobranca.chave.clone() tem_pdf=cobranca.tem_pdf boleto=boleto.clone() pix=pix.clone() pagina feitio/>
        {boleto.clone().map(|b| view! { <LinhaDigitavel boleto=b id=format!("{id}-linha")/> })}
        {completo
            .then(|| boleto.clone().map(|boleto| view! { <div class="papel"><CodigoDeBarras boleto/></div> }))}
        {pix.clone().map(|p| view! { <TextoPix pix=p id=format!("{id}-pix") aberto=completo/> })}
        {completo
            .then(|| {
                pix.clone().map(|p| view! { <div class="papel" id="qr"><QrPix payload=p.payload().to_owned()/></div> })
            })}
        <DeOndeVem composicao=cobranca.composicao.clone() hoje vencida=cobranca.vencida()/>
        <Confianca cobranca beneficiario/>
    }
}

/// The copy buttons. The boleto is the main way when there is no Pix.
#[component]
fn Copias(boleto: Option<Boleto>, pix: Option<BrCode>, id: String) -> impl IntoView {
    let tem_pix = pix.is_some();
    view! {
        <div class="acoes">
            {tem_pix
                .then(|| {
                    view! {
                        <Copiar
                            alvo=format!("{id}-pix")
                            rotulo="Copiar código Pix".to_owned()
                            feito="Código Pix copiado. Cole no app do seu banco.".to_owned()
                            digitos=false
                            primario=true
                        />
                    }
                })}
            {boleto
                .is_some()
                .then(|| {
                    view! {
                        <Copiar
                            alvo=format!("{id}-linha")
                            rotulo="Copiar linha digitável".to_owned()
                            feito="Linha digitável copiada. Cole no app do seu banco.".to_owned()
                            digitos=true
                            primario=!tem_pix
                        />
                    }
                })}
        </div>
    }
}

/// The other ways to pay: QR code, barcode, paper.
#[component]
fn Caminhos(
    visita: Visita,
    chave: String,
    tem_pdf: bool,
    boleto: Option<Boleto>,
    pix: Option<BrCode>,
    pagina: String,
    feitio: Feitio,
) -> impl IntoView {
    let tem_pix = pix.is_some();
    let pagavel = tem_pix || boleto.is_some();
    let ver = match feitio {
        Feitio::Resumo => {
            let qr = pix.map(|pix| {
                view! {
                    <JanelaPix
                        href=format!("{pagina}#qr")
                        rotulo="QR Code Pix".to_owned()
                        titulo="Pagar com Pix".to_owned()
                    >
                        <p class="discreto">"Abra o app do seu banco em outro aparelho, escolha Pix e aponte a câmera."</p>
                        <div class="papel"><QrPix payload=pix.payload().to_owned()/></div>
                    </JanelaPix>
                }
            });
            let barras = boleto.map(|_| view! { <a class="botao menor" href=pagina.clone()>"Ver boleto"</a> });
            view! { {qr} {barras} }.into_any()
        }
        Feitio::Linha => view! {
            <a class="botao menor" href=pagina>
                {if tem_pix { "QR Code e código de barras" } else { "Código de barras" }}
            </a>
        }
        .into_any(),
        Feitio::Completo => ().into_any(),
    };
    let rotulo = match feitio {
        Feitio::Resumo | Feitio::Linha => "PDF do boleto",
        Feitio::Completo if tem_pdf => "Boleto em PDF",
        Feitio::Completo => "Dados para pagamento em PDF",
    };
    let papel = (pagavel || tem_pdf).then(|| {
        let pedido = Pedido::SegundaVia { boleto: chave.clone() };
        view! { <BotaoDocumento visita=visita.clone() pedido rotulo=rotulo.to_owned() enfase=Enfase::Menor/> }
    });
    // The ERP's PDF may be late or lack the Pix code; ours is made of what this page shows.
    let nosso = (feitio == Feitio::Completo && tem_pdf && pagavel).then(|| {
        let pedido = Pedido::Carne { boletos: vec![chave] };
        let rotulo = "Dados para pagamento em PDF".to_owned();
        view! { <BotaoDocumento visita pedido rotulo enfase=Enfase::Menor/> }
    });
    view! { <div class="acoes lado">{ver} {papel} {nosso}</div> }
}

/// The Pix code as text. Folded away where a button can copy it, in plain sight where no script runs.
#[component]
fn TextoPix(pix: BrCode, id: String, aberto: bool) -> impl IntoView {
    view! {
        <details class="detalhe texto-pix" open=aberto>
            <summary>"Pix copia e cola"</summary>
            <PixCopiaECola pix id/>
        </details>
    }
}

/// What is wrong with the codes or the state of the boleto. A broken code is not offered; a mismatch is shown.
#[component]
fn Ressalvas(cobranca: Cobranca) -> impl IntoView {
    let mut notas: Vec<(bool, String)> = Vec::new();
    if cobranca.situacao == SituacaoBoleto::EmRegistro {
        notas.push((
            false,
            "Este boleto ainda está sendo registrado no banco. Se o pagamento for recusado, tente de novo em algumas horas.".to_owned(),
        ));
    }
    let mut sobre = |divergencias: &[Divergencia]| {
        for d in divergencias {
            notas.push((true, d.texto()));
        }
    };
    if let Codigo::Divergente(_, divergencias) = &cobranca.boleto {
        sobre(divergencias);
    }
    if let Codigo::Divergente(_, divergencias) = &cobranca.pix {
        sobre(divergencias);
    }
    if matches!(cobranca.boleto, Codigo::Quebrado { .. }) {
        notas.push((
            true,
            "A linha digitável deste boleto veio com erro do sistema da incorporadora, por isso não a mostramos. Peça um novo boleto à incorporadora."
                .to_owned(),
        ));
    }
    if matches!(cobranca.pix, Codigo::Quebrado { .. }) {
        notas.push((
            true,
            "O código Pix deste boleto veio com erro do sistema da incorporadora, por isso não o mostramos.".to_owned(),
        ));
    }
    let sem_nada = matches!((&cobranca.boleto, &cobranca.pix), (Codigo::Ausente, Codigo::Ausente));
    if sem_nada && cobranca.tem_pdf {
        notas.push((
            false,
            "O sistema da incorporadora não informa aqui a linha digitável nem o código Pix. Procure-os no PDF do boleto."
                .to_owned(),
        ));
    } else if sem_nada {
        notas.push((
            false,
            "A incorporadora ainda não enviou a linha digitável nem o código Pix deste boleto. Fale com ela para pagar.".to_owned(),
        ));
    }
    notas
        .into_iter()
        .map(|(grave, texto)| {
            let classe = if grave { "nota perigo" } else { "nota" };
            view! { <p class=classe>{Icone::Atencao.desenho()} <span>{texto}</span></p> }
        })
        .collect_view()
}

/// The split of the amount, exactly as the ERP gives it; absent when it gives none.
#[component]
fn DeOndeVem(composicao: Composicao, hoje: Date, vencida: bool) -> impl IntoView {
    let partes = [
        ("Valor original", composicao.original),
        ("Correção", composicao.correcao),
        ("Juros", composicao.juros),
        ("Multa", composicao.multa),
        ("Desconto", composicao.desconto),
    ];
    let linhas: Vec<_> = partes.into_iter().filter_map(|(nome, v)| v.map(|v| (nome, v))).collect();
    if linhas.is_empty() || (linhas.len() == 1 && composicao.atual.is_none()) {
        return None;
    }
    let dia = calendario::curta(hoje);
    let dia = dia.get(..5).unwrap_or(&dia).to_owned();
    let aviso = vencida.then(|| {
        view! {
            <p class="discreto">
                "Como já venceu, o valor muda a cada dia. O código é o mesmo: o banco calcula o total na hora do pagamento."
            </p>
        }
    });
    Some(view! {
        <details class="detalhe">
            <summary>"De onde vem este valor"</summary>
            <dl class="composicao">
                {linhas
                    .into_iter()
                    .map(|(nome, valor)| view! { <dt>{nome}</dt><dd>{valor.formatado()}</dd> })
                    .collect_view()}
                {composicao
                    .atual
                    .map(|v| {
                        view! {
                            <dt class="soma">{format!("Hoje, {dia}")}</dt>
                            <dd class="soma">{v.formatado()}</dd>
                        }
                    })}
            </dl>
            <p class="discreto">"Valores calculados pelo sistema da incorporadora."</p>
            {aviso}
        </details>
    })
}

/// What was checked, and what to compare in the bank's app.
#[component]
fn Confianca(cobranca: Cobranca, beneficiario: String) -> impl IntoView {
    let conferido = matches!(cobranca.boleto, Codigo::Conferido(_)) || matches!(cobranca.pix, Codigo::Conferido(_));
    let sem_ressalva = !matches!(cobranca.boleto, Codigo::Divergente(..) | Codigo::Quebrado { .. })
        && !matches!(cobranca.pix, Codigo::Divergente(..) | Codigo::Quebrado { .. });
    cobranca.pagavel().then(|| {
        let abre = (conferido && sem_ressalva).then_some("Código conferido com os dados da incorporadora. ");
        view! {
            <p class="confianca">
                {Icone::Conferido.desenho()}
                <span>
                    {abre} "Antes de pagar, confira no app do banco o beneficiário: " <strong>{beneficiario}</strong>
                    {cobranca.banco.map(|b| format!(", {b}"))} "."
                </span>
            </p>
        }
    })
}

/// "segunda, 30/11/2026", and how long it can be paid when that is not a business day.
#[component]
pub fn Vencimento(
    /// Due date as printed.
    vencimento: Option<Date>,
) -> impl IntoView {
    vencimento.map(|data| {
        let dia = calendario::dia_da_semana(data);
        view! { <span>{dia.strip_suffix("-feira").unwrap_or(dia)} ", " <Data data/></span> }
    })
}
