//! The same books in UAU's terms: sales, instalments of six keys, boletos by bank and number.

use domain::{
    calendario::{Calendario, curta},
    dinheiro::Dinheiro,
};
use jiff::civil::Date;

use crate::{
    carteira::{Carteira, Cliente, Conteudo, Lancamento, Sorte, codigos, encargos},
    pdf::Folha,
};

pub(super) const EMPRESA: i64 = 1;

/// Banks whose Pix UAU knows.
const BANCOS_COM_PIX: [&str; 4] = ["341", "756", "237", "246"];

/// Code and words of a type of instalment.
pub(super) const TIPOS: [(&str, &str); 3] = [("P", "Parcela"), ("S", "Sinal"), ("I", "Intermediária")];

/// A customer of the books as UAU sees them.
pub(super) struct Livro<'a> {
    pub(super) cliente: &'a Cliente,
    pub(super) boletos: Vec<Boleto>,
}

/// A sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Venda {
    pub(super) obra: &'static str,
    pub(super) descricao_obra: &'static str,
    pub(super) numero: i64,
    pub(super) unidade: &'static str,
    pub(super) quitada: bool,
}

/// Key of an instalment inside its sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parcela {
    pub(super) tipo: &'static str,
    pub(super) numero: i64,
    pub(super) geral: i64,
}

/// `ConsultarStatusBoleto`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Estado {
    Normal = 0,
    Recebido = 2,
}

/// A boleto.
#[derive(Debug, Clone)]
pub(super) struct Boleto {
    pub(super) banco: i64,
    pub(super) seu_numero: i64,
    pub(super) venda: i64,
    pub(super) parcelas: Vec<Parcela>,
    pub(super) emissao: Date,
    pub(super) vencimento: Date,
    pub(super) valor: Dinheiro,
    pub(super) linha: String,
    pub(super) emv: Option<String>,
    pub(super) estado: Estado,
    /// Not the last one of its instalment.
    pub(super) omitido: bool,
    /// File among those of the books.
    arquivo: Option<String>,
}

impl<'a> Livro<'a> {
    pub(super) fn de(cliente: &'a Cliente) -> Self {
        let mut livro = Self { cliente, boletos: Vec::new() };
        for aberto in &cliente.boletos {
            let com_pix = BANCOS_COM_PIX.contains(&aberto.banco);
            livro.boletos.push(Boleto {
                banco: aberto.banco.parse().unwrap_or_default(),
                seu_numero: aberto.fatura.parse().unwrap_or_default(),
                venda: aberto.contrato.parse().unwrap_or_default(),
                parcelas: vec![parcela(&aberto.fatura, &aberto.contrato)],
                emissao: aberto.emissao,
                vencimento: aberto.vencimento,
                valor: aberto.original,
                linha: aberto.linha.clone(),
                emv: aberto.pix.clone().filter(|_| com_pix),
                estado: Estado::Normal,
                omitido: false,
                arquivo: Some(aberto.arquivo.clone()),
            });
        }
        match cliente.pessoa.chave {
            "genivaldo" => livro.reemitir(),
            "zulmira" => livro.agrupar(),
            "lindalva" => livro.lembrar_pago(),
            _ => {}
        }
        livro
    }

    /// The second open instalment got a second boleto: both are active, and neither is in the list of the customer.
    fn reemitir(&mut self) {
        let Some(velho) = self.boletos.get_mut(1) else { return };
        velho.omitido = true;
        let mut novo = Boleto { omitido: false, ..velho.clone() };
        novo.seu_numero += 9_000_000_000;
        novo.linha = linha(novo.banco, novo.seu_numero, novo.vencimento, novo.valor).unwrap_or_default();
        novo.emv = None;
        velho.emv = None;
        novo.arquivo = None;
        self.boletos.insert(2, novo);
    }

    /// The last two open boletos are one.
    fn agrupar(&mut self) {
        let (Some(segundo), Some(mut grupo)) = (self.boletos.pop(), self.boletos.pop()) else { return };
        grupo.parcelas.extend(segundo.parcelas);
        grupo.seu_numero += 8_000_000_000;
        grupo.valor += segundo.valor;
        grupo.vencimento = segundo.vencimento;
        grupo.linha = linha(grupo.banco, grupo.seu_numero, grupo.vencimento, grupo.valor).unwrap_or_default();
        grupo.emv = None;
        grupo.arquivo = None;
        self.boletos.push(grupo);
    }

    /// A boleto of the last settled instalment stays in the list, as UAU leaves them.
    fn lembrar_pago(&mut self) {
        let Some(pago) = self.cliente.extrato.iter().rev().find(|l| l.baixa.is_some()) else { return };
        let seu_numero = pago.fatura.parse().unwrap_or_default();
        self.boletos.push(Boleto {
            banco: 341,
            seu_numero,
            venda: pago.contrato.parse().unwrap_or_default(),
            parcelas: Vec::new(),
            emissao: pago.lancado,
            vencimento: pago.vencimento,
            valor: pago.valor,
            linha: linha(341, seu_numero, pago.vencimento, pago.valor).unwrap_or_default(),
            emv: None,
            estado: Estado::Recebido,
            omitido: false,
            arquivo: None,
        });
    }

    pub(super) fn vendas(&self) -> Vec<Venda> {
        let venda = |c: &crate::carteira::Contrato| Venda {
            obra: obra(c.empreendimento),
            descricao_obra: c.empreendimento,
            numero: c.id.parse().unwrap_or_default(),
            unidade: c.unidade,
            quitada: c.pagas == c.total,
        };
        self.cliente.contratos.iter().map(venda).collect()
    }

    /// Statement rows of one sale with their keys.
    pub(super) fn lancamentos(&self, venda: i64) -> impl Iterator<Item = (Parcela, &Lancamento)> {
        let contrato = venda.to_string();
        let linhas = self.cliente.extrato.iter().filter(move |l| l.contrato == contrato);
        linhas.map(|l| (parcela(&l.fatura, &l.contrato), l))
    }

    /// Code of the person: the number of the code CV may know.
    pub(super) fn codigo(&self) -> i64 {
        i64::from(self.cliente.pessoa.idpessoa)
    }

    pub(super) fn pdf_do_boleto(&self, boleto: &Boleto, carteira: &Carteira) -> Vec<u8> {
        let guardado = boleto.arquivo.as_ref().and_then(|nome| carteira.arquivos.get(nome));
        if let Some(Conteudo::Pdf(bytes)) = guardado.map(|a| &a.conteudo) {
            return bytes.to_vec();
        }
        self.folha(
            "Boleto",
            &[
                format!("Banco {:03}, seu número {}", boleto.banco, boleto.seu_numero),
                format!("Vencimento: {}", curta(boleto.vencimento)),
                format!("Valor do documento: {}", boleto.valor.formatado()),
                format!("Linha digitável: {}", boleto.linha),
            ],
        )
    }

    pub(super) fn pdf_do_extrato(&self, venda: i64) -> Vec<u8> {
        let linhas: Vec<String> = self
            .lancamentos(venda)
            .map(|(p, l)| {
                let estado =
                    l.baixa.map_or_else(|| "em aberto".to_owned(), |b| format!("recebida em {}", curta(b.data)));
                format!("{} {} {} {} {estado}", p.tipo, p.numero, curta(l.vencimento), l.valor.formatado())
            })
            .take(40)
            .collect();
        self.folha(&format!("Extrato do cliente, venda {venda}"), &linhas)
    }

    /// `None` when nothing was received that year.
    pub(super) fn pdf_do_informe(&self, vendas: &[i64], ano: i16) -> Option<Vec<u8>> {
        let recebidos = vendas.iter().flat_map(|venda| self.lancamentos(*venda)).filter_map(|(_, l)| l.baixa);
        let total: Vec<Dinheiro> = recebidos.filter(|b| b.data.year() == ano).map(|b| b.recebido).collect();
        if total.is_empty() {
            return None;
        }
        let soma: Dinheiro = total.into_iter().sum();
        Some(
            self.folha(
                &format!("Informe de pagamentos, ano-base {ano}"),
                &[format!("Total pago: {}", soma.formatado())],
            ),
        )
    }

    fn folha(&self, titulo: &str, linhas: &[String]) -> Vec<u8> {
        let mut folha = Folha::default();
        folha.texto(40, 790, 15, true, titulo);
        folha.texto(40, 770, 9, false, self.cliente.pessoa.nome);
        let mut y = 740;
        for linha in linhas {
            y = folha.paragrafo(40, y, 9, 100, linha);
        }
        folha.texto(40, 40, 8, false, "Documento do UAU simulado, sem valor.");
        folha.fechar()
    }
}

/// Late charges on a date, as the books compute them.
pub(super) fn encargos_em(l: &Lancamento, data: Date) -> (Dinheiro, Dinheiro) {
    encargos(l.valor, l.vencimento, data, &Calendario::nacional()).unwrap_or((Dinheiro::ZERO, Dinheiro::ZERO))
}

/// The invoice of the books is the contract and three digits: 000 the down payment, 901 the balloon.
fn parcela(fatura: &str, contrato: &str) -> Parcela {
    let numero: i64 = fatura.strip_prefix(contrato).and_then(|n| n.parse().ok()).unwrap_or_default();
    let (tipo, na_serie) = match numero {
        0 => ("S", 1),
        901 => ("I", 1),
        n => ("P", n),
    };
    Parcela { tipo, numero: na_serie, geral: numero + 1 }
}

fn linha(banco: i64, seu_numero: i64, vencimento: Date, valor: Dinheiro) -> Option<String> {
    codigos::linha(Sorte(0), &format!("{banco:03}"), &seu_numero.to_string(), vencimento, valor).ok()
}

fn obra(empreendimento: &str) -> &'static str {
    match empreendimento {
        "Residencial Aurora" => "AUR01",
        "Loteamento Jardim das Mangabeiras" => "MAN02",
        // Looks like a number and is none.
        "Conjunto Vila das Dunas" => "003",
        "Horizonte Offices" => "OFF04",
        "Residencial Mirante" => "MIR/05",
        _ => "OBR99",
    }
}
